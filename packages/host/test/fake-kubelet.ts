// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ClientReadableStream,
  credentials,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { kubeletService } from '../src/kubelet/api.ts';

/** What a plugin said when it registered. */
export interface Registered {
  version: string;
  endpoint: string;
  resourceName: string;
}

interface DeviceList {
  devices: { ID: string; health: string }[];
}

/** A kubelet with its registration and pod resources services, and the calls that it makes to plugins. */
export interface FakeKubelet {
  directory: string;
  registered: Registered[];
  /** What the pod resources service answers. */
  podResources: object[];
  /** Listens to a plugin's devices; gives each list as it comes. */
  listen(endpoint: string): { lists: DeviceList[]; next(): Promise<DeviceList>; stop(): void };
  allocate(endpoint: string, deviceIds: string[]): Promise<Record<string, unknown>>;
  start(): Promise<void>;
  /** Stops and, as a kubelet does when it starts again, removes every socket. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

/** Makes a kubelet in a directory of its own, not started. */
export async function fakeKubelet(): Promise<FakeKubelet> {
  const directory = await mkdtemp(join(tmpdir(), 'kubelet-'));
  let server = new Server();
  const calls: ClientReadableStream<DeviceList>[] = [];
  const clientOf = (endpoint: string) =>
    new (kubeletService('v1beta1.DevicePlugin'))(`unix://${join(directory, endpoint)}`, credentials.createInsecure());

  const kubelet: FakeKubelet = {
    directory,
    registered: [],
    podResources: [],
    async start() {
      server = new Server();
      server.addService(kubeletService('v1beta1.Registration').service, {
        Register: ({ request }: ServerUnaryCall<Registered, object>, answer: sendUnaryData<object>) => {
          kubelet.registered.push(request);
          answer(null, {});
        },
      });
      server.addService(kubeletService('v1.PodResourcesLister').service, {
        List: (_: unknown, answer: sendUnaryData<object>) => answer(null, { podResources: kubelet.podResources }),
      });
      await new Promise<void>((resolve, reject) => {
        const address = `unix://${join(directory, 'kubelet.sock')}`;
        server.bindAsync(address, ServerCredentials.createInsecure(), (error) => (error ? reject(error) : resolve()));
      });
    },
    async restart() {
      server.forceShutdown();
      await rm(directory, { recursive: true });
      await mkdir(directory);
      await kubelet.start();
    },
    listen(endpoint) {
      const client = clientOf(endpoint);
      const call = client.ListAndWatch?.({}) as ClientReadableStream<DeviceList>;
      const lists: DeviceList[] = [];
      call.on('data', (list: DeviceList) => lists.push(list)).on('error', () => undefined);
      calls.push(call);
      return {
        lists,
        next: async () => (await once(call, 'data'))[0] as DeviceList,
        stop: () => {
          call.cancel();
          client.close();
        },
      };
    },
    allocate(endpoint, devicesIds) {
      const client = clientOf(endpoint);
      return new Promise<Record<string, unknown>>((resolve, reject) => {
        client.Allocate?.(
          { containerRequests: [{ devicesIds }] },
          (error: Error | null, answer: Record<string, unknown>) => (error ? reject(error) : resolve(answer)),
        );
      }).finally(() => client.close());
    },
    async end() {
      for (const call of calls) call.cancel();
      server.forceShutdown();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return kubelet;
}
