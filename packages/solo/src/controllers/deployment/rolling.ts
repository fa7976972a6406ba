// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Deployment, ReplicaSet } from '@kubevirt-ts/kube';
import { desiredReplicas, isRolling, maxSurge, maxUnavailable } from './limits.ts';
import { sizeOf, sum } from './replica-sets.ts';

/** The new size of a ReplicaSet. */
export interface Resize {
  replicaSet: ReplicaSet;
  replicas: number;
}

const available = (replicaSet: ReplicaSet) => replicaSet.status?.availableReplicas ?? 0;

/** How large the current ReplicaSet may be now, beside `all` there are. */
export function currentSize(deployment: Deployment, all: readonly ReplicaSet[], size: number): number {
  const desired = desiredReplicas(deployment);
  if (!isRolling(deployment)) return desired;
  if (size > desired) return desired;
  const room = desired + maxSurge(deployment) - sum(all, sizeOf);
  return room <= 0 ? size : size + Math.min(room, desired - size);
}

/** Takes pods from old ReplicaSets as far as enough stay available: first those that never became so, then others. */
export function shrinkOld(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): Resize[] {
  const sizes = new Map(old.map((replicaSet) => [replicaSet, sizeOf(replicaSet)]));
  const all = [...old, current];
  const minAvailable = desiredReplicas(deployment) - maxUnavailable(deployment);
  const currentUnavailable = sizeOf(current) - available(current);
  let room = sum(all, sizeOf) - minAvailable - currentUnavailable;
  if (room <= 0) return [];
  for (const [replicaSet, size] of sizes) {
    const unhealthy = Math.min(room, size - available(replicaSet));
    if (unhealthy <= 0) continue;
    sizes.set(replicaSet, size - unhealthy);
    room -= unhealthy;
  }
  let surplus = sum(all, available) - minAvailable;
  for (const [replicaSet, size] of sizes) {
    const taken = Math.min(surplus, size);
    if (taken <= 0) continue;
    sizes.set(replicaSet, size - taken);
    surplus -= taken;
  }
  return [...sizes]
    .filter(([replicaSet, size]) => size !== sizeOf(replicaSet))
    .map(([replicaSet, replicas]) => ({ replicaSet, replicas }));
}
