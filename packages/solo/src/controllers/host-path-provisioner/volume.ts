// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '@kubevirt-ts/kube';
import { annotations } from './claims.ts';

/** The provisioner whose volumes are directories, or files for block volumes, of this machine. */
export const provisionerName = 'solo.kubevirt-ts.dev/host-path';

const hostname = 'kubernetes.io/hostname';

/** Whether a claim's volume is used from several nodes, which only all of one machine's can do. */
export function isShared(claim: PersistentVolumeClaim): boolean {
  return (claim.spec?.accessModes ?? []).some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
}

/** The name of the volume made for a claim. */
export function volumeNameOf(claim: PersistentVolumeClaim): string {
  return `pvc-${claim.metadata?.uid}`;
}

/** The volume at a path for a claim: of one node, or of all when it is to be shared. */
export function volumeFor(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  path: string,
  node: Node | undefined,
): PersistentVolume {
  const { name, namespace, uid, resourceVersion } = claim.metadata ?? {};
  const value = node?.metadata?.labels?.[hostname] ?? node?.metadata?.name ?? '';
  const requirement = isShared(claim)
    ? { key: hostname, operator: 'Exists' }
    : { key: hostname, operator: 'In', values: [value] };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volumeNameOf(claim),
      annotations: { [annotations.provisionedBy]: provisionerName },
      finalizers: ['kubernetes.io/pv-protection'],
    },
    spec: {
      capacity: { storage: claim.spec?.resources?.requests?.storage ?? '0' },
      accessModes: claim.spec?.accessModes ?? [],
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata?.name,
      volumeMode: claim.spec?.volumeMode ?? 'Filesystem',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion },
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [requirement] }] } },
    },
  };
}

/** The phase of a volume, and whether what it holds is to be removed with it. */
export function decideVolume(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim | undefined,
): { phase: string; isOver: boolean } {
  const { claimRef, persistentVolumeReclaimPolicy } = volume.spec ?? {};
  if (!claimRef?.uid) return { phase: 'Available', isOver: false };
  const isHeld = claim?.metadata?.uid === claimRef.uid;
  if (isHeld) {
    const isBound = claim.spec?.volumeName === volume.metadata?.name;
    return { phase: isBound ? 'Bound' : (volume.status?.phase ?? 'Available'), isOver: false };
  }
  const isOurs = volume.metadata?.annotations?.[annotations.provisionedBy] === provisionerName;
  return { phase: 'Released', isOver: isOurs && persistentVolumeReclaimPolicy === 'Delete' };
}
