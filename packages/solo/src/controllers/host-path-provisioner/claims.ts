// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '@kubevirt-ts/kube';
import { bestVolume, isBound } from '../../scheduler/filters/volumes.ts';

/** Annotations by which claims and volumes tell how they were bound and made. */
export const annotations = {
  completed: 'pv.kubernetes.io/bind-completed',
  byController: 'pv.kubernetes.io/bound-by-controller',
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  selectedNode: 'volume.kubernetes.io/selected-node',
  provisioner: 'volume.kubernetes.io/storage-provisioner',
} as const;

/** What is known when a claim is worked on. */
export interface ClaimWorld {
  claim: PersistentVolumeClaim;
  volumes: readonly PersistentVolume[];
  storageClass: StorageClass | undefined;
}

/** Something that is told on a claim. */
export interface Told {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

/** What a claim needs. */
export type ClaimStep =
  | { do: 'bind'; volume: PersistentVolume }
  | { do: 'provision' }
  | { do: 'wait'; told?: Told }
  | { do: 'lost'; told: Told };

const noProvisioner = 'kubernetes.io/no-provisioner';
const lost = (reason: string, message: string): ClaimStep => ({
  do: 'lost',
  told: { type: 'Warning', reason, message },
});

/** The next step of a claim. @upstream kube-controller-manager's persistentvolume-binder */
export function decideClaim({ claim, volumes, storageClass }: ClaimWorld): ClaimStep {
  const { volumeName } = claim.spec ?? {};
  const named = volumes.find(({ metadata }) => metadata?.name === volumeName);
  if (claim.metadata?.annotations?.[annotations.completed] !== undefined) return decideBound(claim, named);
  if (volumeName) {
    const isFree = named && (!named.spec?.claimRef || isFor(named, claim));
    return isFree ? { do: 'bind', volume: named } : { do: 'wait' };
  }
  const isDelayed = storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
  const isPlaced = claim.metadata?.annotations?.[annotations.selectedNode] !== undefined;
  // A volume reserved for the claim may be taken though no pod was placed yet.
  const offered = isDelayed ? volumes.filter(({ spec }) => spec?.claimRef) : volumes;
  const volume = bestVolume(
    claim,
    offered,
    (candidate) => candidate.status?.phase === 'Available' || isFor(candidate, claim),
  );
  if (volume) return { do: 'bind', volume };
  if (isDelayed && !isPlaced) {
    const message = 'waiting for first consumer to be created before binding';
    return { do: 'wait', told: { type: 'Normal', reason: 'WaitForFirstConsumer', message } };
  }
  if (storageClass && storageClass.provisioner !== noProvisioner) return { do: 'provision' };
  return { do: 'wait', told: unavailable(claim, storageClass) };
}

function unavailable(claim: PersistentVolumeClaim, storageClass: StorageClass | undefined): Told {
  const name = claim.spec?.storageClassName;
  if (name && !storageClass) {
    const message = `storageclass.storage.k8s.io "${name}" not found`;
    return { type: 'Warning', reason: 'ProvisioningFailed', message };
  }
  const message = 'no persistent volumes available for this claim and no storage class is set';
  return { type: 'Normal', reason: 'FailedBinding', message };
}

function decideBound(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): ClaimStep {
  const gone = 'Data on the volume is lost!';
  if (!isBound(claim)) return lost('ClaimLost', `Bound claim has lost reference to PersistentVolume. ${gone}`);
  if (!volume) return lost('ClaimLost', `Bound claim has lost its PersistentVolume. ${gone}`);
  if (!volume.spec?.claimRef || isFor(volume, claim)) return { do: 'bind', volume };
  return lost('ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
}

/** Whether a volume is reserved for a claim. */
function isFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { name, namespace, uid } = spec?.claimRef ?? {};
  return name === metadata?.name && namespace === metadata?.namespace && (!uid || uid === metadata?.uid);
}
