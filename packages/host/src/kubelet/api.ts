// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';

/** The wire format of a message: field name → [type, number], `*` before the type for a list, `%` for a map of strings. */
type Message = Record<string, readonly [type: string, id: number]>;
/** A remote procedure: [request, response], `*` before the response for a stream. */
type Method = readonly [request: string, response: string];

const messages: Record<string, Record<string, Message>> = {
  v1beta1: {
    Empty: {},
    DevicePluginOptions: { preStartRequired: ['bool', 1], getPreferredAllocationAvailable: ['bool', 2] },
    RegisterRequest: {
      version: ['string', 1],
      endpoint: ['string', 2],
      resourceName: ['string', 3],
      options: ['DevicePluginOptions', 4],
    },
    ListAndWatchResponse: { devices: ['*Device', 1] },
    Device: { ID: ['string', 1], health: ['string', 2] },
    PreStartContainerRequest: { devicesIds: ['*string', 1] },
    PreStartContainerResponse: {},
    PreferredAllocationRequest: {},
    PreferredAllocationResponse: {},
    AllocateRequest: { containerRequests: ['*ContainerAllocateRequest', 1] },
    ContainerAllocateRequest: { devicesIds: ['*string', 1] },
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
  v1: {
    ListPodResourcesRequest: {},
    ListPodResourcesResponse: { podResources: ['*PodResources', 1] },
    PodResources: { name: ['string', 1], namespace: ['string', 2], containers: ['*ContainerResources', 3] },
    ContainerResources: { name: ['string', 1], devices: ['*ContainerDevices', 2] },
    ContainerDevices: { resourceName: ['string', 1], deviceIds: ['*string', 2] },
  },
};

const services: Record<string, Record<string, Record<string, Method>>> = {
  v1beta1: {
    Registration: { Register: ['RegisterRequest', 'Empty'] },
    DevicePlugin: {
      GetDevicePluginOptions: ['Empty', 'DevicePluginOptions'],
      ListAndWatch: ['Empty', '*ListAndWatchResponse'],
      GetPreferredAllocation: ['PreferredAllocationRequest', 'PreferredAllocationResponse'],
      Allocate: ['AllocateRequest', 'AllocateResponse'],
      PreStartContainer: ['PreStartContainerRequest', 'PreStartContainerResponse'],
    },
  },
  v1: { PodResourcesLister: { List: ['ListPodResourcesRequest', 'ListPodResourcesResponse'] } },
};

/** The kubelet's services that this project speaks: device plugins (v1beta1) and pod resources (v1), as documented by Kubernetes. */
export type KubeletService = 'v1beta1.Registration' | 'v1beta1.DevicePlugin' | 'v1.PodResourcesLister';

/** Gives the client class of one of the kubelet's services; its `service` is the server's definition. */
export function kubeletService(name: KubeletService): ServiceClientConstructor {
  const [version, service] = name.split('.') as [string, string];
  // Described here and not in a .proto file, so that a program stays one bundled file.
  const definition = loadPackageDefinition(
    fromJSON({ nested: { [version]: { nested: nested(version) } } }, { defaults: true }),
  );
  return (definition[version] as Record<string, ServiceClientConstructor>)[service] as ServiceClientConstructor;
}

function nested(version: string): Record<string, object> {
  const types = Object.entries(messages[version] ?? {}).map(([name, fields]) => [
    name,
    { fields: Object.fromEntries(Object.entries(fields).map(([field, [type, id]]) => [field, toField(type, id)])) },
  ]);
  const methods = Object.entries(services[version] ?? {}).map(([name, procedures]) => [
    name,
    {
      methods: Object.fromEntries(
        Object.entries(procedures).map(([procedure, method]) => [procedure, toMethod(method)]),
      ),
    },
  ]);
  return Object.fromEntries([...types, ...methods]);
}

function toField(type: string, id: number): object {
  if (type.startsWith('*')) return { rule: 'repeated', type: type.slice(1), id };
  if (type.startsWith('%')) return { keyType: 'string', type: type.slice(1), id };
  return { type, id };
}

function toMethod([requestType, response]: Method): object {
  const stream = response.startsWith('*');
  return {
    requestType,
    responseType: stream ? response.slice(1) : response,
    ...(stream ? { responseStream: true } : {}),
  };
}
