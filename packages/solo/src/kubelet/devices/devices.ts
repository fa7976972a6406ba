// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import type { Logger, Pod, Container as SpecContainer } from '@kubevirt-ts/kube';
import { quantityValue } from '../../quantity.ts';
import type { Problem } from '../pods/view.ts';
import { type Allocation, devicePluginApi, type Registration } from './api.ts';
import { type Assignment, readAssignments, writeAssignments } from './checkpoint.ts';
import { chooseDevices, settle } from './choose.ts';
import { connectPlugin, type Plugin, type PluginDevice } from './plugin.ts';
import { serveSocket } from './serve-socket.ts';

/** How many devices of a resource there are. */
export interface DeviceCount {
  capacity: number;
  allocatable: number;
}

/** The devices of a node: plugins offer them, containers get them. */
export interface Devices {
  /** By resource; one whose plugin is gone for good counts 0. */
  counts(): ReadonlyMap<string, DeviceCount>;
  /** Gives a pod's containers their devices, once. A problem refuses the pod. */
  admit(pod: Pod): Promise<Problem | undefined>;
  /** What a container got. */
  allocationOf(podUid: string, container: string): Allocation;
  /** Tells the plugins that ask for it that a container is about to start. */
  preStart(podUid: string, container: string): Promise<void>;
  /** Takes back what a pod had. */
  release(podUid: string): void;
  assignments(): readonly Assignment[];
  /** Healthy devices by resource. */
  healthy(): ReadonlyMap<string, readonly string[]>;
  stop(): void;
}

/** What a node's devices are managed with. */
export interface DevicesOptions {
  /** The node's kubelet directory: the plugins' sockets are in `device-plugins` there. */
  kubeletDirectory: string;
  logger: Logger;
  /** Called when counts changed. */
  changed: () => void;
}

interface Offer {
  plugin?: Plugin;
  devices: readonly PluginDevice[];
  expiry?: NodeJS.Timeout;
}

const goneForGoodMs = 300_000;
const checkpointName = 'kubelet_internal_checkpoint';

/** Opens the socket plugins register at. Those of before register again, since all their sockets are removed, as a kubelet's start does. */
export async function startDevices(o: DevicesOptions): Promise<Devices> {
  const directory = join(o.kubeletDirectory, 'device-plugins');
  const checkpoint = join(directory, checkpointName);
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory)) {
    if (name !== checkpointName) await rm(join(directory, name), { recursive: true, force: true });
  }
  let assignments = readAssignments(checkpoint);
  const offers = new Map<string, Offer>();
  let turn: Promise<unknown> = Promise.resolve();
  const keep = (next: Assignment[]) => {
    writeAssignments(checkpoint, next);
    assignments = next;
  };
  const healthyOf = (resource: string) =>
    new Set(
      offers
        .get(resource)
        ?.devices.filter(({ isHealthy }) => isHealthy)
        .map(({ id }) => id),
    );
  const offer = (resource: string, devices: readonly PluginDevice[], plugin?: Plugin) => {
    clearTimeout(offers.get(resource)?.expiry);
    const next: Offer = { plugin, devices };
    if (!plugin && devices.length > 0) next.expiry = setTimeout(() => offer(resource, []), goneForGoodMs).unref();
    offers.set(resource, next);
    o.changed();
  };

  const register = (registration: Registration) => {
    const { resourceName, endpoint } = registration;
    offers.get(resourceName)?.plugin?.close();
    const plugin = connectPlugin(join(directory, endpoint), registration, {
      devices: (devices) => offer(resourceName, devices, plugin),
      ended(error) {
        if (offers.get(resourceName)?.plugin !== plugin) return;
        o.logger.info({ resourceName, error: error?.message }, 'a device plugin is gone');
        const devices = offers.get(resourceName)?.devices ?? [];
        offer(
          resourceName,
          devices.map(({ id }) => ({ id, isHealthy: false })),
        );
      },
    });
    offers.set(resourceName, { plugin, devices: offers.get(resourceName)?.devices.map(unhealthy) ?? [] });
    o.logger.info({ resourceName }, 'a device plugin registered');
  };
  const server = await serveSocket(
    join(directory, 'kubelet.sock'),
    { api: devicePluginApi, service: 'Registration' },
    {
      Register: (call: ServerUnaryCall<Registration, object>, answer: sendUnaryData<object>) => {
        const refusal = unacceptable(call.request);
        if (refusal) return answer({ code: status.UNKNOWN, details: refusal });
        answer(null, {});
        register(call.request);
      },
    },
  );

  const allocate = async (pod: Pod): Promise<Problem | undefined> => {
    const uid = pod.metadata?.uid ?? '';
    const reusable = new Map<string, Set<string>>();
    const wanting = [
      ...(pod.spec?.initContainers ?? []).map((container) => ({
        container,
        keeps: container.restartPolicy === 'Always',
      })),
      ...(pod.spec?.containers ?? []).map((container) => ({ container, keeps: true })),
    ];
    for (const { container, keeps } of wanting) {
      for (const [resource, needed] of deviceNeeds(container, offers)) {
        const before = assignments.find((one) => isOf(one, uid, container.name) && one.resource === resource);
        const spare = reusable.get(resource) ?? new Set<string>();
        const given = before?.deviceIds ?? (await give({ pod, container, resource, needed, spare }));
        if ('refused' in given) {
          return {
            reason: 'UnexpectedAdmissionError',
            message: `Allocate failed due to ${given.refused}, which is unexpected`,
          };
        }
        for (const id of given) keeps ? spare.delete(id) : spare.add(id);
        reusable.set(resource, spare);
      }
    }
    return undefined;
  };
  const give = async (want: Want): Promise<string[] | { refused: string }> => {
    const { pod, container, resource, needed, spare } = want;
    const inUse = new Set(assignments.filter((one) => one.resource === resource).flatMap((one) => one.deviceIds));
    const chosen = chooseDevices({ resource, needed, healthy: healthyOf(resource), inUse, reusable: spare });
    if ('refused' in chosen) return chosen;
    const plugin = offers.get(resource)?.plugin;
    if (!plugin) return { refused: `device plugin of ${resource} is not connected` };
    try {
      const { must: mustInclude, available, size } = chosen;
      const asks = plugin.options.getPreferredAllocationAvailable && available.length > size;
      const deviceIds = settle(chosen, asks ? await plugin.preferred({ available, mustInclude, size }) : []);
      const allocation = await plugin.allocate(deviceIds);
      const { uid: podUid = '', namespace = '', name: podName = '' } = pod.metadata ?? {};
      keep([
        ...assignments,
        { podUid, namespace, podName, container: container.name, resource, deviceIds, allocation },
      ]);
      return deviceIds;
    } catch (error) {
      return { refused: (error as Error).message };
    }
  };
  const release = (uid: string) => {
    const next = assignments.filter(({ podUid }) => podUid !== uid);
    if (next.length !== assignments.length) keep(next);
  };

  return {
    counts: () =>
      new Map(
        [...offers].map(([resource, { devices }]) => [
          resource,
          { capacity: devices.length, allocatable: devices.filter(({ isHealthy }) => isHealthy).length },
        ]),
      ),
    admit(pod) {
      const done = turn.then(async () => {
        const problem = await allocate(pod);
        if (problem) release(pod.metadata?.uid ?? '');
        return problem;
      });
      turn = done.catch(() => undefined);
      return done;
    },
    allocationOf(uid, container) {
      const own = assignments.filter((one) => isOf(one, uid, container)).map(({ allocation }) => allocation);
      return {
        envs: Object.assign({}, ...own.map(({ envs }) => envs)),
        mounts: own.flatMap(({ mounts }) => mounts),
        devices: own.flatMap(({ devices }) => devices),
      };
    },
    async preStart(uid, container) {
      for (const { resource, deviceIds } of assignments.filter((one) => isOf(one, uid, container))) {
        const plugin = offers.get(resource)?.plugin;
        if (plugin?.options.preStartRequired) await plugin.preStart(deviceIds);
      }
    },
    release,
    assignments: () => assignments,
    healthy: () => new Map([...offers.keys()].map((resource) => [resource, [...healthyOf(resource)]])),
    stop() {
      server.stop();
      for (const { plugin, expiry } of offers.values()) {
        clearTimeout(expiry);
        plugin?.close();
      }
    },
  };
}

interface Want {
  pod: Pod;
  container: SpecContainer;
  resource: string;
  needed: number;
  spare: ReadonlySet<string>;
}

function deviceNeeds({ resources }: SpecContainer, offers: ReadonlyMap<string, Offer>): [string, number][] {
  return Object.entries(resources?.limits ?? {})
    .filter(([resource]) => offers.has(resource))
    .map(([resource, amount]): [string, number] => [resource, quantityValue(amount)])
    .filter(([, needed]) => needed > 0);
}

function isOf({ podUid, container }: Assignment, uid: string, name: string): boolean {
  return podUid === uid && container === name;
}

function unhealthy({ id }: PluginDevice): PluginDevice {
  return { id, isHealthy: false };
}

function unacceptable({ version, resourceName, endpoint }: Registration): string | undefined {
  if (version !== 'v1beta1') {
    return `requested API version "${version}" is not supported by kubelet. Supported version is "v1beta1"`;
  }
  if (!/^[^/]+\/[^/]+$/.test(resourceName) || resourceName.split('/')[0]?.endsWith('kubernetes.io')) {
    return `the ResourceName "${resourceName}" is invalid`;
  }
  return endpoint.includes('/') ? `the endpoint "${endpoint}" is not a file name` : undefined;
}
