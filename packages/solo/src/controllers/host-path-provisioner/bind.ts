// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  isAlreadyExists,
  isDeepEqual,
  isNotFound,
  keyOf,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  resources,
  type StorageClass,
  splitKey,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { quantityValue } from '../../quantity.ts';
import { annotations } from './claims.ts';
import type { Directories } from './directories.ts';
import { isShared, volumeFor, volumeNameOf } from './volume.ts';

/** Binds a claim and a volume to each other, step by step; what is done already is not done again. */
export async function bind(c: SoloContext, claim: PersistentVolumeClaim, volume: PersistentVolume): Promise<void> {
  const { name, namespace, uid, resourceVersion } = claim.metadata ?? {};
  const volumeName = volume.metadata?.name ?? '';
  if (volume.spec?.claimRef?.uid !== uid) {
    const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion };
    const isChosen = !volume.spec?.claimRef;
    const body = {
      metadata: {
        resourceVersion: volume.metadata?.resourceVersion,
        ...(isChosen && { annotations: { [annotations.byController]: 'yes' } }),
      },
      spec: { claimRef },
    };
    await c.client.patch(resources.persistentVolumes, { name: volumeName }, { type: 'merge', body });
  }
  await writePhase(c, volume, 'Bound');
  const isChosen = !claim.spec?.volumeName;
  if (isChosen || claim.metadata?.annotations?.[annotations.completed] === undefined) {
    const said = { [annotations.completed]: 'yes', ...(isChosen && { [annotations.byController]: 'yes' }) };
    const body = { metadata: { uid, annotations: said }, spec: { volumeName } };
    await c.client.patch(resources.persistentVolumeClaims, { namespace, name: name ?? '' }, { type: 'merge', body });
  }
  const { accessModes, capacity } = volume.spec ?? {};
  await writeClaimStatus(c, claim, { phase: 'Bound', accessModes, capacity: { storage: capacity?.storage ?? '0' } });
}

/** Writes a claim's status when it says something new. */
export async function writeClaimStatus(
  c: SoloContext,
  claim: PersistentVolumeClaim,
  said: NonNullable<PersistentVolumeClaim['status']>,
): Promise<void> {
  const status = { ...claim.status, ...said };
  if (isDeepEqual(status, claim.status)) return;
  const ref = splitKey(keyOf(claim));
  const body = { metadata: { uid: claim.metadata?.uid }, status };
  await c.client.patch(resources.persistentVolumeClaims, ref, { type: 'merge', body }, { subresource: 'status' });
}

/** Writes a volume's phase when it changes. */
export async function writePhase(c: SoloContext, volume: PersistentVolume, phase: string): Promise<void> {
  if (volume.status?.phase === phase) return;
  const body = { metadata: { uid: volume.metadata?.uid }, status: { phase } };
  const options = { subresource: 'status' };
  try {
    await c.client.patch(resources.persistentVolumes, { name: keyOf(volume) }, { type: 'merge', body }, options);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Makes a volume for a claim on the node that was chosen for it, or on any. */
export async function provision(
  c: SoloContext,
  o: { directories: Directories; nodes: readonly Node[] },
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
): Promise<void> {
  const selected = claim.metadata?.annotations?.[annotations.selectedNode];
  const node = o.nodes.find(({ metadata }) => metadata?.name === selected) ?? o.nodes.find(isReady);
  if (!node && !isShared(claim)) {
    c.event(claim, 'Warning', 'ProvisioningFailed', 'failed to provision volume: there is no node for it');
    return;
  }
  c.event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${keyOf(claim)}"`);
  const name = volumeNameOf(claim);
  const mode = claim.spec?.volumeMode === 'Block' ? 'Block' : 'Filesystem';
  const path = await o.directories.make(name, {
    mode,
    sizeBytes: quantityValue(claim.spec?.resources?.requests?.storage),
  });
  try {
    await c.client.create(resources.persistentVolumes, volumeFor(claim, storageClass, path, node));
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  c.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`);
}

function isReady({ status, spec }: Node): boolean {
  return (
    !spec?.unschedulable &&
    status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true
  );
}
