// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Deployment, ReplicaSet } from '@kubevirt-ts/kube';
import { createdMs } from '../pods/state.ts';
import { annotations, numberIn } from './annotations.ts';
import { desiredReplicas, isRolling, maxSurge } from './limits.ts';
import { sizeOf, sum } from './replica-sets.ts';
import type { Resize } from './rolling.ts';

/** Whether the Deployment's size was changed since its ReplicaSets were last told it. */
export function isBeingScaled(deployment: Deployment, replicaSets: readonly ReplicaSet[]): boolean {
  return replicaSets.some((replicaSet) => {
    const told = numberIn(replicaSet, annotations.desired);
    return sizeOf(replicaSet) > 0 && told !== undefined && told !== desiredReplicas(deployment);
  });
}

/** The sizes that bring a Deployment to its number of pods without going on with its rollout. */
export function resized(deployment: Deployment, current: ReplicaSet | undefined, old: readonly ReplicaSet[]): Resize[] {
  const all = current ? [...old, current] : [...old];
  const active = all.filter((replicaSet) => sizeOf(replicaSet) > 0);
  const desired = desiredReplicas(deployment);
  if (active.length <= 1) {
    const only = active[0] ?? current ?? old.at(-1);
    return only && sizeOf(only) !== desired ? [{ replicaSet: only, replicas: desired }] : [];
  }
  if (current && isSaturated(deployment, current)) {
    return active.filter((other) => other !== current).map((replicaSet) => ({ replicaSet, replicas: 0 }));
  }
  return isRolling(deployment) ? inProportion(deployment, active) : [];
}

function isSaturated(deployment: Deployment, current: ReplicaSet): boolean {
  const desired = desiredReplicas(deployment);
  return (
    sizeOf(current) === desired &&
    numberIn(current, annotations.desired) === desired &&
    (current.status?.availableReplicas ?? 0) === desired
  );
}

/** Spreads what is to be added or taken over the ReplicaSets of a rollout by their size; rounding falls to the largest. */
function inProportion(deployment: Deployment, active: readonly ReplicaSet[]): Resize[] {
  const desired = desiredReplicas(deployment);
  const allowed = desired > 0 ? desired + maxSurge(deployment) : 0;
  const difference = allowed - sum(active, sizeOf);
  const younger = difference > 0 ? -1 : 1;
  const sorted = [...active].sort((a, b) => sizeOf(b) - sizeOf(a) || younger * (createdMs(a) - createdMs(b)));
  let left = difference;
  const resizes = sorted.map((replicaSet) => {
    const share = left === 0 ? 0 : shareOf(deployment, replicaSet);
    const taken = difference > 0 ? Math.min(share, left) : Math.max(share, left);
    left -= taken;
    return { replicaSet, replicas: sizeOf(replicaSet) + taken };
  });
  const largest = resizes[0];
  if (largest) largest.replicas = Math.max(0, largest.replicas + left);
  return resizes;
}

function shareOf(deployment: Deployment, replicaSet: ReplicaSet): number {
  const size = sizeOf(replicaSet);
  if (desiredReplicas(deployment) === 0) return -size;
  const before = numberIn(replicaSet, annotations.max) || deployment.status?.replicas || size;
  return Math.round((size * (desiredReplicas(deployment) + maxSurge(deployment))) / before) - size;
}
