// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type FSWatcher, watch } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  credentials,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import type { Log } from '../log.ts';
import { kubeletService } from './api.ts';

/** A device as the kubelet counts it. */
export interface PluginDevice {
  id: string;
  healthy: boolean;
}

/** What a container gets for its devices. */
export interface DeviceAllocation {
  mounts?: { containerPath: string; hostPath: string; readOnly: boolean }[];
  devices?: { containerPath: string; hostPath: string; permissions: string }[];
  envs?: Record<string, string>;
}

/** Settings of a device plugin. */
export interface DevicePluginOptions {
  resourceName: string;
  devices: readonly PluginDevice[];
  /** Prepares devices for a container that is about to start; throwing refuses the pod. */
  allocate(deviceIds: readonly string[]): DeviceAllocation | Promise<DeviceAllocation>;
  log: Log;
  /** @defaultValue /var/lib/kubelet/device-plugins */
  directory?: string;
}

/** A resource offered to the kubelet for as long as this process lives. */
export interface DevicePlugin {
  /** Replaces the list of devices; the kubelet learns it at once. */
  setDevices(devices: readonly PluginDevice[]): void;
  /** True while the kubelet listens to the list of devices. */
  readonly registered: boolean;
  stop(): void;
}

/** Pauses between attempts to register, the last one repeated. */
const retryMs = [1000, 2000, 5000, 10_000];
/** How often registration is looked after without being told. */
const checkMs = 10_000;
/** How long after registering the kubelet may take to listen. */
const desertedMs = 8000;

type AllocateRequest = { containerRequests: { devicesIds: string[] }[] };
type DeviceList = { devices: { ID: string; health: string }[] };

/**
 * Serves a device plugin and keeps it registered: a kubelet that restarts removes every socket of the directory and
 * puts up its own anew; both are noticed, and the plugin starts afresh.
 */
export function devicePlugin(options: DevicePluginOptions): DevicePlugin {
  const { resourceName, log, directory = '/var/lib/kubelet/device-plugins' } = options;
  const endpoint = `kubevirt-${resourceName.slice(resourceName.indexOf('/') + 1)}.sock`;
  const kubeletSocket = join(directory, 'kubelet.sock');
  const listeners = new Set<ServerWritableStream<object, DeviceList>>();
  let devices = options.devices;
  let server: Server | undefined;
  let stopped = false;
  let failures = 0;
  let registeredWith: string | undefined;
  let registeredAtMs = 0;
  let noticed = false;
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  let turn: Promise<void> = Promise.resolve();

  const deviceList = (): DeviceList => ({
    devices: devices.map(({ id, healthy }) => ({ ID: id, health: healthy ? 'Healthy' : 'Unhealthy' })),
  });
  const implementation = {
    GetDevicePluginOptions: (_: unknown, answer: sendUnaryData<object>) => answer(null, {}),
    GetPreferredAllocation: (_: unknown, answer: sendUnaryData<object>) => answer(null, {}),
    PreStartContainer: (_: unknown, answer: sendUnaryData<object>) => answer(null, {}),
    ListAndWatch: (call: ServerWritableStream<object, DeviceList>) => {
      listeners.add(call);
      const forget = (): void => {
        listeners.delete(call);
      };
      call.on('cancelled', forget).on('close', forget).on('error', forget);
      call.write(deviceList());
    },
    Allocate: (call: ServerUnaryCall<AllocateRequest, object>, answer: sendUnaryData<object>) => {
      const known = new Set(devices.map(({ id }) => id));
      const allocateOne = async (deviceIds: string[]): Promise<DeviceAllocation> => {
        const unknown = deviceIds.find((id) => !known.has(id));
        if (unknown !== undefined) throw new Error(`${resourceName} has no device ${JSON.stringify(unknown)}`);
        return options.allocate(deviceIds);
      };
      Promise.all(call.request.containerRequests.map(({ devicesIds }) => allocateOne(devicesIds))).then(
        (containerResponses) => answer(null, { containerResponses }),
        (error: unknown) => {
          log.warn({ resourceName, error: String(error) }, 'a pod is refused its device');
          answer({ code: status.INTERNAL, details: String(error) });
        },
      );
    },
  };

  const serve = async (): Promise<void> => {
    server?.forceShutdown();
    listeners.clear();
    const path = join(directory, endpoint);
    await rm(path, { force: true });
    const next = new Server();
    next.addService(kubeletService('v1beta1.DevicePlugin').service, implementation);
    await new Promise<void>((resolve, reject) => {
      next.bindAsync(`unix://${path}`, ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      );
    });
    server = next;
  };
  const check = async (): Promise<void> => {
    if (stopped) return;
    noticed = false;
    const kubelet = await identity(kubeletSocket);
    const ours = await identity(join(directory, endpoint));
    // A kubelet that lost its stream without restarting waits for a registration, too.
    const deserted = listeners.size === 0 && performance.now() - registeredAtMs > desertedMs;
    if (kubelet && (kubelet !== registeredWith || !ours || deserted)) {
      registeredWith = undefined;
      await serve();
      if (stopped) return;
      await register(kubeletSocket, endpoint, resourceName);
      registeredWith = kubelet;
      registeredAtMs = performance.now();
      log.info({ resourceName, devices: devices.length }, 'device plugin registered');
    }
    failures = 0;
  };
  const schedule = (afterMs: number): void => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      turn = turn.then(check).then(
        () => schedule(noticed ? 100 : checkMs),
        (error: unknown) => {
          const pauseMs = retryMs[Math.min(failures++, retryMs.length - 1)] as number;
          log.warn({ resourceName, error: String(error), pauseMs }, 'device plugin is not registered');
          schedule(pauseMs);
        },
      );
    }, afterMs);
  };

  try {
    // The periodic check finds the same; being told is only faster.
    watcher = watch(directory, () => {
      noticed = true;
      schedule(100);
    }).on('error', () => watcher?.close());
  } catch (error) {
    log.warn({ directory, error: String(error) }, 'the directory of device plugins is not watched');
  }
  schedule(0);
  return {
    get registered() {
      return listeners.size > 0;
    },
    setDevices(next) {
      devices = next;
      for (const call of listeners) call.write(deviceList());
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      watcher?.close();
      server?.forceShutdown();
      listeners.clear();
    },
  };
}

function register(kubeletSocket: string, endpoint: string, resourceName: string): Promise<void> {
  const Registration = kubeletService('v1beta1.Registration');
  const client = new Registration(`unix://${kubeletSocket}`, credentials.createInsecure());
  return new Promise<void>((resolve, reject) => {
    client.Register?.(
      { version: 'v1beta1', endpoint, resourceName, options: {} },
      { deadline: Date.now() + 5000 },
      (error: Error | null) => (error ? reject(error) : resolve()),
    );
  }).finally(() => client.close());
}

/** Tells one file at a path from another one put there later; undefined when there is none. */
async function identity(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && `${found.dev}:${found.ino}:${found.ctimeMs}`;
}
