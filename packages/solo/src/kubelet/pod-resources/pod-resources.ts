// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import type { Pod } from '@kubevirt-ts/kube';
import type { Assignment } from '../devices/checkpoint.ts';
import type { Devices } from '../devices/devices.ts';
import { type SocketServer, serveSocket } from '../devices/serve-socket.ts';
import type { GrpcPackage } from '../grpc-service.ts';

/** Who holds what on a node, as Kubernetes documents the interface. Processors and memory are never exclusive here. */
export const podResourcesApi: GrpcPackage = {
  name: 'v1',
  messages: {
    ListPodResourcesRequest: {},
    ListPodResourcesResponse: { podResources: ['*PodResources', 1] },
    AllocatableResourcesRequest: {},
    AllocatableResourcesResponse: { devices: ['*ContainerDevices', 1] },
    GetPodResourcesRequest: { podName: ['string', 1], podNamespace: ['string', 2] },
    GetPodResourcesResponse: { podResources: ['PodResources', 1] },
    PodResources: { name: ['string', 1], namespace: ['string', 2], containers: ['*ContainerResources', 3] },
    ContainerResources: { name: ['string', 1], devices: ['*ContainerDevices', 2] },
    ContainerDevices: { resourceName: ['string', 1], deviceIds: ['*string', 2] },
  },
  services: {
    PodResourcesLister: {
      List: ['ListPodResourcesRequest', 'ListPodResourcesResponse'],
      GetAllocatableResources: ['AllocatableResourcesRequest', 'AllocatableResourcesResponse'],
      Get: ['GetPodResourcesRequest', 'GetPodResourcesResponse'],
    },
  },
};

/** Answers at the socket who holds which devices; `pods` are those that run. */
export function servePodResources(
  socketPath: string,
  devices: Devices,
  pods: () => readonly Pod[],
): Promise<SocketServer> {
  const list = () => pods().map((pod) => podResources(pod, devices.assignments()));
  return serveSocket(
    socketPath,
    { api: podResourcesApi, service: 'PodResourcesLister' },
    {
      List: (_: unknown, answer: sendUnaryData<object>) => answer(null, { podResources: list() }),
      GetAllocatableResources: (_: unknown, answer: sendUnaryData<object>) => {
        const found = [...devices.healthy()].map(([resourceName, deviceIds]) => ({ resourceName, deviceIds }));
        answer(null, { devices: found });
      },
      Get: (
        call: ServerUnaryCall<{ podName: string; podNamespace: string }, object>,
        answer: sendUnaryData<object>,
      ) => {
        const { podName, podNamespace } = call.request;
        const found = list().find(({ name, namespace }) => name === podName && namespace === podNamespace);
        if (found) answer(null, { podResources: found });
        else answer({ code: status.UNKNOWN, details: `pod ${podName} in namespace ${podNamespace} not found` });
      },
    },
  );
}

function podResources({ metadata, spec }: Pod, assignments: readonly Assignment[]) {
  const own = assignments.filter(({ podUid }) => podUid === metadata?.uid);
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return {
    name: metadata?.name ?? '',
    namespace: metadata?.namespace ?? '',
    containers: [...sidecars, ...(spec?.containers ?? [])].map(({ name }) => ({
      name,
      devices: own
        .filter(({ container }) => container === name)
        .map(({ resource, deviceIds }) => ({ resourceName: resource, deviceIds })),
    })),
  };
}
