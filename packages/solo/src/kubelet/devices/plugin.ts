// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Client, type ClientReadableStream, credentials, type ServiceError } from '@grpc/grpc-js';
import { grpcService } from '../grpc-service.ts';
import { type Allocation, devicePluginApi, type Registration } from './api.ts';

/** A device as its plugin tells it. */
export interface PluginDevice {
  id: string;
  isHealthy: boolean;
}

/** A device plugin that is connected. */
export interface Plugin {
  readonly resourceName: string;
  readonly options: NonNullable<Registration['options']>;
  allocate(deviceIds: readonly string[]): Promise<Allocation>;
  /** Which of the available ones the plugin would rather give. */
  preferred(o: { available: string[]; mustInclude: string[]; size: number }): Promise<string[]>;
  preStart(deviceIds: readonly string[]): Promise<void>;
  close(): void;
}

/** What a plugin says by itself. */
export interface PluginListener {
  devices(devices: PluginDevice[]): void;
  /** It is gone, or its stream broke: it has to register again. */
  ended(error: Error | undefined): void;
}

const callTimeoutMs = 30_000;

/** Connects to a plugin that registered, and listens to its list of devices. */
export function connectPlugin(socketPath: string, registration: Registration, listener: PluginListener): Plugin {
  const DevicePlugin = grpcService(devicePluginApi, 'DevicePlugin');
  const client = new DevicePlugin(`unix://${socketPath}`, credentials.createInsecure());
  let isClosed = false;
  const end = (error?: Error) => {
    if (isClosed) return;
    isClosed = true;
    stream.cancel();
    client.close();
    listener.ended(error);
  };
  const stream = (client as unknown as Streaming).ListAndWatch({});
  stream.on('data', (list: DeviceList) => {
    const devices = list.devices.map(({ id, health }) => ({ id, isHealthy: health === 'Healthy' }));
    if (!isClosed) listener.devices(devices);
  });
  stream.on('error', end).on('end', end);

  return {
    resourceName: registration.resourceName,
    options: registration.options ?? { preStartRequired: false, getPreferredAllocationAvailable: false },
    async allocate(deviceIds) {
      const answer = await call<{ containerResponses: Allocation[] }>(client, 'Allocate', {
        containerRequests: [{ deviceIds }],
      });
      const [first] = answer.containerResponses;
      if (!first) throw new Error(`no containers return in allocation response for ${registration.resourceName}`);
      return { envs: first.envs ?? {}, mounts: first.mounts ?? [], devices: first.devices ?? [] };
    },
    async preferred({ available, mustInclude, size }) {
      const answer = await call<{ containerResponses: { deviceIds: string[] }[] }>(client, 'GetPreferredAllocation', {
        containerRequests: [{ availableDeviceIds: available, mustIncludeDeviceIds: mustInclude, allocationSize: size }],
      });
      return answer.containerResponses[0]?.deviceIds ?? [];
    },
    async preStart(deviceIds) {
      await call(client, 'PreStartContainer', { deviceIds });
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      stream.cancel();
      client.close();
    },
  };
}

type DeviceList = { devices: { id: string; health: string }[] };
interface Streaming {
  ListAndWatch(request: object): ClientReadableStream<DeviceList>;
}
type Unary = (
  request: object,
  options: object,
  answered: (error: ServiceError | null, answer: unknown) => void,
) => void;

function call<Answer>(client: Client, method: string, request: object): Promise<Answer> {
  const unary = (client as unknown as Record<string, Unary>)[method];
  return new Promise((resolve, reject) => {
    unary?.call(client, request, { deadline: Date.now() + callTimeoutMs }, (error, answer) =>
      error ? reject(error) : resolve(answer as Answer),
    );
  });
}
