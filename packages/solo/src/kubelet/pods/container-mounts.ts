// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, Pod } from '@kubevirt-ts/kube';
import type { Device, Mount } from '../runtime/spec.ts';
import type { Mounts } from '../volumes/mounts.ts';
import type { PodDirectories } from '../volumes/pod-directories.ts';
import type { ReadyVolume } from '../volumes/set-up.ts';
import { bindSubPath } from '../volumes/sub-path.ts';
import { expand } from './expansion.ts';

/** What a container's volumes are taken from. */
export interface MountSources {
  pod: Pod;
  container: Container;
  volumes: ReadonlyMap<string, ReadyVolume>;
  env: ReadonlyMap<string, string>;
  directories: PodDirectories;
  mounts: Mounts;
}

/** Where a container sees its volumes; or why it cannot. */
export async function containerMounts(
  o: MountSources,
): Promise<{ mounts: Mount[]; devices: Device[] } | { refused: string }> {
  const mounts: Mount[] = [];
  for (const [index, wanted] of (o.container.volumeMounts ?? []).entries()) {
    const mount = await oneMount(wanted, index, o);
    if ('refused' in mount) return mount;
    mounts.push(mount);
  }
  const devices: Device[] = [];
  for (const { name, devicePath } of o.container.volumeDevices ?? []) {
    const volume = o.volumes.get(name);
    if (volume?.kind !== 'block')
      return { refused: `cannot find volume "${name}" to pass into container "${o.container.name}"` };
    devices.push({ hostPath: volume.device, containerPath: devicePath, permissions: volume.readOnly ? 'r' : 'rwm' });
  }
  return { mounts, devices };
}

type VolumeMount = NonNullable<Container['volumeMounts']>[number];

async function oneMount(wanted: VolumeMount, index: number, o: MountSources): Promise<Mount | { refused: string }> {
  const volume = o.volumes.get(wanted.name);
  if (!volume || volume.kind === 'block') {
    return { refused: `cannot find volume "${wanted.name}" to mount into container "${o.container.name}"` };
  }
  const subPath = subPathOf(wanted, o.env);
  if (typeof subPath === 'object') return subPath;
  const target = wanted.mountPath.startsWith('/') ? wanted.mountPath : `/${wanted.mountPath}`;
  if (volume.kind === 'image') {
    return { source: { image: volume.reference, ...(subPath && { subPath }) }, target, readOnly: true };
  }
  let path = volume.path;
  if (subPath) {
    path = o.directories.subPath(wanted.name, o.container.name, index);
    const refusal = await bindSubPath({ volume: volume.path, subPath, target: path }, o.mounts);
    if (refusal) return refusal;
  }
  const propagation = wanted.mountPropagation as Mount['propagation'];
  return {
    source: { path },
    target,
    readOnly: volume.readOnly || wanted.readOnly === true,
    ...(isRecursive(wanted) && { recursiveReadOnly: true }),
    ...(propagation && { propagation }),
  };
}

/** Whether what is mounted below a read-only mount is to be read-only as well; every kernel that is in use can do that. */
export function isRecursive({ readOnly, recursiveReadOnly }: VolumeMount): boolean {
  return readOnly === true && (recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible');
}

function subPathOf(
  { subPath, subPathExpr }: VolumeMount,
  env: ReadonlyMap<string, string>,
): string | { refused: string } {
  if (!subPathExpr) return subPath ?? '';
  const missing = [...subPathExpr.matchAll(/\$\(([^)]*)\)/g)].find(([, name = '']) => !env.has(name));
  return missing ? { refused: `missing value for "${missing[1]}"` } : expand(subPathExpr, env);
}
