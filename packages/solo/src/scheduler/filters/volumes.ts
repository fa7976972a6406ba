// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PersistentVolume, PersistentVolumeClaim, Pod } from '@kubevirt-ts/kube';
import { selects } from '../../controllers/label-selector.ts';
import { quantityValue } from '../../quantity.ts';
import type { NodeInfo } from '../node-info.ts';
import type { Filter, Snapshot, Volumes } from '../snapshot.ts';
import { matchesTerms } from './node-selector.ts';

const noProvisioner = 'kubernetes.io/no-provisioner';

/** The names of the claims that a pod uses. */
export function claimNames(pod: Pod): string[] {
  return (pod.spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return [persistentVolumeClaim.claimName];
    return ephemeral ? [`${pod.metadata?.name}-${name}`] : [];
  });
}

/** Whether a claim has its volume. */
export function isBound(claim: PersistentVolumeClaim): boolean {
  return !!claim.spec?.volumeName && claim.metadata?.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined;
}

/** Whether a volume can be used on a node. */
export function isReachable(volume: PersistentVolume, { node }: NodeInfo): boolean {
  const required = volume.spec?.nodeAffinity?.required;
  return !required || matchesTerms(required.nodeSelectorTerms, node);
}

/** What has to be done so that a pod's claims have volumes on a node. */
export interface VolumePlan {
  /** Volumes that are there and get a claim. */
  take: { volume: PersistentVolume; claim: PersistentVolumeClaim }[];
  /** Claims for which a volume is made on the node. */
  provision: PersistentVolumeClaim[];
}

/** Finds volumes for claims that wait for a node; undefined when there are none and none can be made. */
export function planVolumes(
  claims: readonly PersistentVolumeClaim[],
  node: NodeInfo,
  volumes: Volumes,
): VolumePlan | undefined {
  const plan: VolumePlan = { take: [], provision: [] };
  const taken = new Set<string>();
  for (const claim of claims) {
    const volume = bestVolume(claim, volumes.available(), (candidate) => {
      return isReachable(candidate, node) && !taken.has(candidate.metadata?.name ?? '');
    });
    if (volume) {
      taken.add(volume.metadata?.name ?? '');
      plan.take.push({ volume, claim });
      continue;
    }
    const provisioner = volumes.storageClass(claim.spec?.storageClassName ?? '')?.provisioner;
    if (!provisioner || provisioner === noProvisioner) return undefined;
    plan.provision.push(claim);
  }
  return plan;
}

/** The smallest volume that satisfies a claim, one that was reserved for it first. */
export function bestVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  isUsable: (volume: PersistentVolume) => boolean,
): PersistentVolume | undefined {
  const fitting = volumes.filter((volume) => satisfies(volume, claim) && isUsable(volume));
  const size = (volume: PersistentVolume) => quantityValue(volume.spec?.capacity?.storage);
  const reserved = fitting.find((volume) => volume.spec?.claimRef);
  return reserved ?? fitting.sort((a, b) => size(a) - size(b))[0];
}

function satisfies(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { spec, metadata } = volume;
  const wanted = claim.spec;
  const { claimRef } = spec ?? {};
  if (metadata?.deletionTimestamp) return false;
  if (claimRef) {
    if (claimRef.name !== claim.metadata?.name || claimRef.namespace !== claim.metadata?.namespace) return false;
    if (claimRef.uid && claimRef.uid !== claim.metadata?.uid) return false;
  }
  if (wanted?.volumeName && wanted.volumeName !== metadata?.name) return false;
  return (
    (spec?.storageClassName ?? '') === (wanted?.storageClassName ?? '') &&
    (spec?.volumeMode ?? 'Filesystem') === (wanted?.volumeMode ?? 'Filesystem') &&
    (wanted?.accessModes ?? []).every((mode) => spec?.accessModes?.includes(mode)) &&
    quantityValue(spec?.capacity?.storage) >= quantityValue(wanted?.resources?.requests?.storage) &&
    (!!claimRef || !wanted?.selector || selects(wanted.selector, metadata?.labels))
  );
}

/** Whether a claim's volume is chosen only when a pod that uses it is placed. */
function waitsForConsumer(claim: PersistentVolumeClaim, volumes: Volumes): boolean {
  return volumes.storageClass(claim.spec?.storageClassName ?? '')?.volumeBindingMode === 'WaitForFirstConsumer';
}

/** The claims of a pod for which volumes are found together with its node. */
export function waitingClaims(pod: Pod, { volumes }: Snapshot): PersistentVolumeClaim[] {
  return claimNames(pod).flatMap((name) => {
    const claim = volumes.claim(pod.metadata?.namespace ?? '', name);
    return claim && !isBound(claim) && waitsForConsumer(claim, volumes) ? [claim] : [];
  });
}

/** Keeps a pod to nodes where its volumes are or can be. @upstream VolumeBinding, VolumeRestrictions */
export const volumeFilter: Filter = ({ pod }, snapshot) => {
  const { volumes } = snapshot;
  const names = claimNames(pod);
  if (names.length === 0) return undefined;
  const namespace = pod.metadata?.namespace ?? '';
  const claims: PersistentVolumeClaim[] = [];
  for (const name of names) {
    const claim = volumes.claim(namespace, name);
    if (!claim) return { refused: `persistentvolumeclaim "${name}" not found` };
    if (claim.metadata?.deletionTimestamp) return { refused: `persistentvolumeclaim "${name}" is being deleted` };
    if (claim.status?.phase === 'Lost') {
      const lost = `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName}"`;
      return { refused: lost };
    }
    if (!isBound(claim) && !waitsForConsumer(claim, volumes)) {
      return { refused: 'pod has unbound immediate PersistentVolumeClaims' };
    }
    claims.push(claim);
  }
  const exclusive = claims.filter(({ spec }) => spec?.accessModes?.includes('ReadWriteOncePod'));
  const isUsed = snapshot.nodes.some(({ pods }) =>
    pods.some(
      (other) =>
        other.pod.metadata?.namespace === namespace &&
        claimNames(other.pod).some((name) => exclusive.some(({ metadata }) => metadata?.name === name)),
    ),
  );
  if (isUsed) {
    const used = 'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode';
    return () => ({ reasons: [used], isFinal: false });
  }
  const waiting = claims.filter((claim) => !isBound(claim));
  return (node) => {
    for (const claim of claims.filter(isBound)) {
      const volume = volumes.volume(claim.spec?.volumeName ?? '');
      if (!volume) {
        const gone = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
        return { reasons: [gone], isFinal: true };
      }
      if (!isReachable(volume, node)) return { reasons: ['node(s) had volume node affinity conflict'], isFinal: true };
    }
    if (planVolumes(waiting, node, volumes)) return undefined;
    return { reasons: ["node(s) didn't find available persistent volumes to bind"], isFinal: true };
  };
};
