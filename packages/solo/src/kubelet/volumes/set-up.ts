// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { access, chmod, mkdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PodVolume } from '@kubevirt-ts/kube';
import { quantityValue } from '../../quantity.ts';
import { writePayload } from './atomic-writer.ts';
import { type Claims, claimedPath } from './claim.ts';
import { type NodeDirectories, onMachine, prepareHostPath } from './host-path.ts';
import type { Mounts } from './mounts.ts';
import { objectPayload, type PayloadSources } from './object-payload.ts';
import { giveToGroup } from './ownership.ts';
import { isRefusal, type Refusal } from './payload.ts';
import type { PodDirectories } from './pod-directories.ts';

/** A volume that containers can use. */
export type ReadyVolume =
  | { kind: 'path'; path: string; readOnly: boolean }
  | { kind: 'image'; reference: string }
  | { kind: 'block'; device: string; readOnly: boolean };

/** What a volume is set up with. */
export interface SetUpSources extends PayloadSources {
  claims: Claims;
  mounts: Mounts;
  directories: PodDirectories;
  node: NodeDirectories;
}

/** Makes one volume of a pod usable, or brings it up to date; may be called any number of times. */
export async function setUpVolume(
  volume: PodVolume,
  o: SetUpSources,
): Promise<{ volume: ReadyVolume; refreshAt?: Date } | Refusal> {
  const content = await objectPayload(volume, o);
  if (content && isRefusal(content)) return content;
  if (content) {
    const path = o.directories.volume(volume);
    await writePayload(path, content.payload, o.pod.spec?.securityContext?.fsGroup);
    return { volume: { kind: 'path', path, readOnly: true }, refreshAt: content.refreshAt };
  }
  if (volume.emptyDir) return { volume: await emptyDir(volume, o) };
  if (volume.hostPath) return hostPath(volume.hostPath.path, volume.hostPath.type ?? '', o);
  if (volume.image) return { volume: { kind: 'image', reference: volume.image.reference ?? '' } };
  if (volume.persistentVolumeClaim) return claim(volume, o);
  return { refused: 'no volume plugin matched' };
}

async function emptyDir(volume: PodVolume, o: SetUpSources): Promise<ReadyVolume> {
  const path = o.directories.volume(volume);
  const isMemory = volume.emptyDir?.medium === 'Memory';
  const isMounted = isMemory && (await o.mounts.below(path)).includes(path);
  if (!isMemory || !isMounted) {
    await once(o.directories.readyMark(volume.name), isMemory, async () => {
      await mkdir(path, { recursive: true });
      if (isMemory) await o.mounts.tmpfs(path, memorySizeBytes(volume, o));
      await chmod(path, 0o777);
      await own(path, o);
    });
  }
  return { kind: 'path', path, readOnly: false };
}

/** @upstream the least of the volume's limit, the pod's memory limit and what the node has */
function memorySizeBytes({ emptyDir }: PodVolume, { pod, place }: SetUpSources): number | undefined {
  const limits = (pod.spec?.containers ?? []).map(({ resources }) => resources?.limits?.memory);
  const ofPod = limits.includes(undefined) ? 0 : limits.reduce((sum, limit) => sum + quantityValue(limit), 0);
  const sizes = [quantityValue(emptyDir?.sizeLimit), ofPod, quantityValue(place.allocatable.memory)];
  const given = sizes.filter((size) => size > 0);
  return given.length > 0 ? Math.min(...given) : undefined;
}

async function hostPath(shown: string, type: string, o: SetUpSources): Promise<{ volume: ReadyVolume } | Refusal> {
  const path = onMachine(shown, o.node);
  const refusal = await prepareHostPath(path, type, shown);
  if (refusal) return refusal;
  const real = await realpath(path).catch(() => undefined);
  if (!real) return { refused: `path "${shown}" does not exist` };
  return { volume: { kind: 'path', path: real, readOnly: false } };
}

async function claim(volume: PodVolume, o: SetUpSources): Promise<{ volume: ReadyVolume } | Refusal> {
  const source = volume.persistentVolumeClaim;
  const found = await claimedPath(o.claims, o.pod.metadata?.namespace ?? '', source ?? { claimName: '' });
  if (isRefusal(found)) return found;
  const { readOnly } = found;
  if (found.mode === 'Block')
    return { volume: { kind: 'block', device: await blockDevice(volume, found.path, o), readOnly } };
  const host = await hostPath(found.path, found.type, o);
  if (isRefusal(host) || host.volume.kind !== 'path') return host;
  const { path } = host.volume;
  if (found.isOwned) await once(o.directories.readyMark(volume.name), false, () => own(path, o));
  return { volume: { kind: 'path', path, readOnly } };
}

/** The device at a path, or for a file the loop device that shows it; a link keeps what the pod uses. */
async function blockDevice(volume: PodVolume, shown: string, o: SetUpSources): Promise<string> {
  const path = await realpath(onMachine(shown, o.node));
  const device = (await stat(path)).isBlockDevice() ? path : await o.mounts.attachLoop(path);
  const link = o.directories.device(volume.name);
  await mkdir(dirname(link), { recursive: true });
  await rm(link, { force: true });
  await symlink(device, link);
  return device;
}

async function own(path: string, { pod }: SetUpSources): Promise<void> {
  const { fsGroup, fsGroupChangePolicy } = pod.spec?.securityContext ?? {};
  if (fsGroup === undefined) return;
  const policy = fsGroupChangePolicy === 'OnRootMismatch' ? 'OnRootMismatch' : 'Always';
  await giveToGroup(path, { fsGroup, policy, readOnly: false });
}

/** Does something unless a mark tells that it was done for this pod. */
async function once(mark: string, again: boolean, act: () => Promise<void>): Promise<void> {
  const isDone = await access(mark).then(
    () => true,
    () => false,
  );
  if (isDone && !again) return;
  await act();
  await mkdir(dirname(mark), { recursive: true });
  await writeFile(mark, '');
}
