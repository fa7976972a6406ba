// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger, Pod, Container as SpecContainer } from '@kubevirt-ts/kube';
import { quantityValue } from '../../quantity.ts';
import type { Problem } from '../pods/view.ts';
import type { Allocation } from './api.ts';
import { type Assignment, readRecord, writeRecord } from './checkpoint.ts';
import { chooseDevices, settle } from './choose.ts';
import { collectOffers, type Offers } from './offers.ts';

/** How many devices of a resource there are. */
export interface DeviceCount {
  capacity: number;
  allocatable: number;
}

/** The devices of a node: plugins offer them, containers get them. */
export interface Devices {
  /** By resource; one whose plugin is gone for good, or not yet back, counts 0. */
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
  /** Ids of healthy devices by resource. */
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

const recordName = 'kubelet_internal_checkpoint';

/**
 * Manages a node's devices. All plugins' sockets are removed first, which is how plugins know that they have to register
 * again; what containers have stays theirs. @upstream kubelet's device manager
 */
export async function startDevices({ kubeletDirectory, logger, changed }: DevicesOptions): Promise<Devices> {
  const directory = join(kubeletDirectory, 'device-plugins');
  const file = join(directory, recordName);
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory)) {
    if (name !== recordName) await rm(join(directory, name), { recursive: true, force: true });
  }
  const before = readRecord(file);
  let assignments = before.assignments;
  let known = before.resources;
  const keep = (next: readonly Assignment[]) => {
    known = [...offers.all().keys()];
    writeRecord(file, { assignments: next, resources: known });
    assignments = next;
  };
  const offers = await collectOffers({
    directory,
    expected: known,
    logger,
    changed() {
      if (offers.all().size > known.length) keep(assignments);
      changed();
    },
  });

  const allocate = async (pod: Pod): Promise<Problem | undefined> => {
    const uid = pod.metadata?.uid ?? '';
    const spare = new Map<string, Set<string>>();
    for (const { container, keeps } of inOrder(pod)) {
      for (const [resource, needed] of needs(container, offers)) {
        const reusable = spare.get(resource) ?? new Set<string>();
        spare.set(resource, reusable);
        const own = assignments.find((one) => isOf(one, uid, container.name) && one.resource === resource);
        const given = own?.deviceIds ?? (await give({ pod, container, resource, needed, reusable }));
        if ('refused' in given) {
          const message = `Allocate failed due to ${given.refused}, which is unexpected`;
          return { reason: 'UnexpectedAdmissionError', message };
        }
        for (const id of given) {
          if (keeps) reusable.delete(id);
          else reusable.add(id);
        }
      }
    }
    return undefined;
  };
  const give = async ({ pod, container, resource, needed, reusable }: Want) => {
    const inUse = new Set(assignments.filter((one) => one.resource === resource).flatMap((one) => one.deviceIds));
    const chosen = chooseDevices({ resource, needed, healthy: offers.healthy(resource), inUse, reusable });
    if ('refused' in chosen) return chosen;
    const plugin = offers.get(resource)?.plugin;
    if (!plugin) return { refused: `the device plugin of ${resource} is not connected` };
    try {
      const { must: mustInclude, available, size } = chosen;
      const asks = plugin.options.getPreferredAllocationAvailable && available.length > size;
      const deviceIds = settle(chosen, asks ? await plugin.preferred({ available, mustInclude, size }) : []);
      const allocation = await plugin.allocate(deviceIds);
      const { uid: podUid = '', namespace = '', name: podName = '' } = pod.metadata ?? {};
      const assignment = { podUid, namespace, podName, container: container.name, resource, deviceIds, allocation };
      keep([...assignments, assignment]);
      return deviceIds;
    } catch (error) {
      return { refused: (error as Error).message };
    }
  };
  const release = (uid: string) => {
    const next = assignments.filter(({ podUid }) => podUid !== uid);
    if (next.length !== assignments.length) keep(next);
  };
  // One pod after the other, so that no device is given twice.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    counts: () => new Map([...offers.all()].map(([resource, offer]) => [resource, counted(offer.devices)])),
    async admit(pod) {
      await offers.told(
        inOrder(pod).flatMap(({ container }) => needs(container, offers).map(([resource]) => resource)),
      );
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
    healthy: () => new Map([...offers.all().keys()].map((resource) => [resource, [...offers.healthy(resource)]])),
    stop: offers.stop,
  };
}

interface Want {
  pod: Pod;
  container: SpecContainer;
  resource: string;
  needed: number;
  /** What earlier init containers of the pod had. */
  reusable: ReadonlySet<string>;
}

/** A pod's containers as they are given devices; those of an init container that ends go to the next. */
function inOrder({ spec }: Pod): { container: SpecContainer; keeps: boolean }[] {
  return [
    ...(spec?.initContainers ?? []).map((container) => ({ container, keeps: container.restartPolicy === 'Always' })),
    ...(spec?.containers ?? []).map((container) => ({ container, keeps: true })),
  ];
}

function needs({ resources }: SpecContainer, offers: Offers): [resource: string, needed: number][] {
  return Object.entries(resources?.limits ?? {})
    .filter(([resource]) => offers.get(resource))
    .map(([resource, amount]): [string, number] => [resource, quantityValue(amount)])
    .filter(([, needed]) => needed > 0);
}

function isOf({ podUid, container }: Assignment, uid: string, name: string): boolean {
  return podUid === uid && container === name;
}

function counted(devices: readonly { isHealthy: boolean }[]): DeviceCount {
  return { capacity: devices.length, allocatable: devices.filter(({ isHealthy }) => isHealthy).length };
}
