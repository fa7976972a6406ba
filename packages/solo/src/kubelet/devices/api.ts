// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { GrpcPackage } from '../grpc-service.ts';

/** The interface between a kubelet and its device plugins, as Kubernetes documents it. */
export const devicePluginApi: GrpcPackage = {
  name: 'v1beta1',
  messages: {
    Empty: {},
    DevicePluginOptions: { preStartRequired: ['bool', 1], getPreferredAllocationAvailable: ['bool', 2] },
    RegisterRequest: {
      version: ['string', 1],
      endpoint: ['string', 2],
      resourceName: ['string', 3],
      options: ['DevicePluginOptions', 4],
    },
    ListAndWatchResponse: { devices: ['*Device', 1] },
    Device: { id: ['string', 1], health: ['string', 2] },
    PreStartContainerRequest: { deviceIds: ['*string', 1] },
    PreStartContainerResponse: {},
    PreferredAllocationRequest: { containerRequests: ['*ContainerPreferredAllocationRequest', 1] },
    ContainerPreferredAllocationRequest: {
      availableDeviceIds: ['*string', 1],
      mustIncludeDeviceIds: ['*string', 2],
      allocationSize: ['int32', 3],
    },
    PreferredAllocationResponse: { containerResponses: ['*ContainerPreferredAllocationResponse', 1] },
    ContainerPreferredAllocationResponse: { deviceIds: ['*string', 1] },
    AllocateRequest: { containerRequests: ['*ContainerAllocateRequest', 1] },
    ContainerAllocateRequest: { deviceIds: ['*string', 1] },
    AllocateResponse: { containerResponses: ['*ContainerAllocateResponse', 1] },
    ContainerAllocateResponse: {
      envs: ['%string', 1],
      mounts: ['*Mount', 2],
      devices: ['*DeviceSpec', 3],
      annotations: ['%string', 4],
    },
    Mount: { containerPath: ['string', 1], hostPath: ['string', 2], readOnly: ['bool', 3] },
    DeviceSpec: { containerPath: ['string', 1], hostPath: ['string', 2], permissions: ['string', 3] },
  },
  services: {
    Registration: { Register: ['RegisterRequest', 'Empty'] },
    DevicePlugin: {
      GetDevicePluginOptions: ['Empty', 'DevicePluginOptions'],
      ListAndWatch: ['Empty', '*ListAndWatchResponse'],
      GetPreferredAllocation: ['PreferredAllocationRequest', 'PreferredAllocationResponse'],
      Allocate: ['AllocateRequest', 'AllocateResponse'],
      PreStartContainer: ['PreStartContainerRequest', 'PreStartContainerResponse'],
    },
  },
};

/** A plugin that says it is there. */
export interface Registration {
  version: string;
  /** Name of its socket beside the kubelet's. */
  endpoint: string;
  resourceName: string;
  options: { preStartRequired: boolean; getPreferredAllocationAvailable: boolean } | null;
}

/** What a container gets for its devices. */
export interface Allocation {
  envs: Record<string, string>;
  mounts: { containerPath: string; hostPath: string; readOnly: boolean }[];
  devices: { containerPath: string; hostPath: string; permissions: string }[];
}
