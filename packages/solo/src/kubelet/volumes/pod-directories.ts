// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PodVolume } from '@kubevirt-ts/kube';
import type { Mounts } from './mounts.ts';

/** Where a pod's things lie, as in a kubelet's directory. */
export interface PodDirectories {
  root: string;
  volume(volume: PodVolume): string;
  /** The link to a volume's block device. */
  device(volumeName: string): string;
  /** That a volume was set up once and for all. */
  readyMark(volumeName: string): string;
  subPath(volumeName: string, containerName: string, index: number): string;
}

const plugins: readonly [keyof PodVolume, string][] = [
  ['configMap', 'configmap'],
  ['secret', 'secret'],
  ['projected', 'projected'],
  ['downwardAPI', 'downward-api'],
  ['persistentVolumeClaim', 'local-volume'],
];

/** The directories of the pod of that uid below the node's kubelet directory. */
export function podDirectories(kubelet: string, uid: string): PodDirectories {
  const root = join(kubelet, 'pods', uid);
  return {
    root,
    volume(volume) {
      const plugin = plugins.find(([source]) => volume[source])?.[1] ?? 'empty-dir';
      return join(root, 'volumes', `kubernetes.io~${plugin}`, volume.name);
    },
    device: (name) => join(root, 'volumeDevices', 'kubernetes.io~local-volume', name),
    readyMark: (name) => join(root, 'plugins', name, 'ready'),
    subPath: (name, container, index) => join(root, 'volume-subpaths', name, container, String(index)),
  };
}

/** The uids of pods that have a directory. */
async function podsOnDisk(kubelet: string): Promise<string[]> {
  return readdir(join(kubelet, 'pods')).catch(() => []);
}

/**
 * Takes a pod's directory away with all mounts in it. Nothing is removed while something is still mounted there: it might be
 * a directory of the machine.
 */
export async function removePodDirectory(kubelet: string, uid: string, mounts: Mounts): Promise<void> {
  const { root } = podDirectories(kubelet, uid);
  for (const point of (await mounts.below(root)).reverse()) await mounts.unmount(point);
  if ((await mounts.below(root)).length > 0) throw new Error(`something is still mounted below ${root}`);
  await detachDevices(kubelet, uid, mounts);
  await rm(root, { recursive: true, force: true });
}

/** Detaches the loop devices that only this pod's volumes used. */
async function detachDevices(kubelet: string, uid: string, mounts: Mounts): Promise<void> {
  const own = await devicesOf(kubelet, uid);
  if (own.length === 0) return;
  const others = (await podsOnDisk(kubelet)).filter((other) => other !== uid);
  const used = new Set((await Promise.all(others.map((other) => devicesOf(kubelet, other)))).flat());
  for (const device of own) {
    if (device.startsWith('/dev/loop') && !used.has(device)) await mounts.detachLoop(device).catch(() => undefined);
  }
}

async function devicesOf(kubelet: string, uid: string): Promise<string[]> {
  const directory = join(podDirectories(kubelet, uid).root, 'volumeDevices', 'kubernetes.io~local-volume');
  const names = await readdir(directory).catch(() => []);
  return Promise.all(names.map((name) => readlink(join(directory, name))));
}
