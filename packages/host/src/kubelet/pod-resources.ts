// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Client, credentials } from '@grpc/grpc-js';
import { kubeletService } from './api.ts';

/** A device that the kubelet gave to a container. */
export interface DeviceHolder {
  namespace: string;
  pod: string;
  container: string;
  deviceId: string;
}

/** The kubelet's answer to "who holds what", the only authority on it. */
export interface PodResources {
  /** Holders of a resource's devices; @throws when the kubelet does not answer. */
  holders(resourceName: string): Promise<DeviceHolder[]>;
  close(): void;
}

interface ListResponse {
  podResources: {
    name: string;
    namespace: string;
    containers: { name: string; devices: { resourceName: string; deviceIds: string[] }[] }[];
  }[];
}

/** Opens the kubelet's pod resources API at its socket. */
export function podResources(socketPath: string, timeoutMs = 5000): PodResources {
  const Lister = kubeletService('v1.PodResourcesLister');
  const client: Client = new Lister(`unix://${socketPath}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': 16 * 1024 * 1024,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 2000,
  });
  const list = (): Promise<ListResponse> =>
    new Promise((resolve, reject) => {
      const call = (client as unknown as Record<string, (...args: unknown[]) => void>).List;
      call?.call(client, {}, { deadline: Date.now() + timeoutMs }, (error: Error | null, response: ListResponse) =>
        error ? reject(new Error('the kubelet does not list pod resources', { cause: error })) : resolve(response),
      );
    });
  return {
    close: () => client.close(),
    async holders(resourceName) {
      const { podResources: pods } = await list();
      return pods.flatMap((pod) =>
        pod.containers.flatMap((container) =>
          container.devices
            .filter((devices) => devices.resourceName === resourceName)
            .flatMap((devices) =>
              devices.deviceIds.map((deviceId) => ({
                namespace: pod.namespace,
                pod: pod.name,
                container: container.name,
                deviceId,
              })),
            ),
        ),
      );
    },
  };
}
