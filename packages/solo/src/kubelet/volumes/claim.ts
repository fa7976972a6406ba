// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PersistentVolume, PersistentVolumeClaim } from '@kubevirt-ts/kube';
import type { Refusal } from './payload.ts';

/** What a claim gives its pod: something at a path of the node. */
export interface ClaimedPath {
  path: string;
  /** As a hostPath's type; `''` when it is a local volume's, which must exist. */
  type: string;
  mode: 'Filesystem' | 'Block';
  readOnly: boolean;
  /** Whether the pod's group gets it; hostPath volumes stay as they are. */
  isOwned: boolean;
}

/** The claims and volumes there are. */
export interface Claims {
  claim(namespace: string, name: string): Promise<PersistentVolumeClaim | undefined>;
  volume(name: string): Promise<PersistentVolume | undefined>;
}

/** Finds what a pod's claim stands for. Only volumes that are paths of the node can be used: hostPath and local. */
export async function claimedPath(
  claims: Claims,
  namespace: string,
  source: { claimName: string; readOnly?: boolean },
): Promise<ClaimedPath | Refusal> {
  const { claimName } = source;
  const claim = await claims.claim(namespace, claimName);
  const processing = `error processing PVC ${namespace}/${claimName}`;
  if (!claim) {
    return {
      refused: `${processing}: failed to fetch PVC from API server: persistentvolumeclaims "${claimName}" not found`,
    };
  }
  const { volumeName } = claim.spec ?? {};
  if (claim.metadata?.deletionTimestamp) return { refused: `${processing}: PVC is being deleted` };
  if (!volumeName || claim.status?.phase !== 'Bound') return { refused: `${processing}: PVC is not bound` };
  const volume = await claims.volume(volumeName);
  if (!volume)
    return { refused: `failed to fetch PV ${volumeName} from API server: persistentvolumes "${volumeName}" not found` };
  if (volume.spec?.claimRef?.uid !== claim.metadata?.uid)
    return { refused: `${processing}: PV ${volumeName} is bound to another claim` };
  const mode = volume.spec?.volumeMode === 'Block' ? 'Block' : 'Filesystem';
  const readOnly = source.readOnly === true;
  const { hostPath, local } = volume.spec ?? {};
  if (hostPath) return { path: hostPath.path, type: hostPath.type ?? '', mode, readOnly, isOwned: false };
  if (local) return { path: local.path, type: 'Existing', mode, readOnly, isOwned: true };
  return { refused: `no volume plugin matched: PV ${volumeName} is neither hostPath nor local` };
}
