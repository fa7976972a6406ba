// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod, ReplicaSet } from '@kubevirt-ts/kube';
import { withCondition } from '../conditions.ts';
import { selects } from '../label-selector.ts';
import { inDeletionOrder } from '../pods/rank.ts';
import { availableInMs, isActive, isAvailable, isReady } from '../pods/state.ts';

/** What is known when a ReplicaSet is worked on. */
export interface ReplicaSetWorld {
  replicaSet: ReplicaSet;
  /** All pods it controls, ended and going ones too. */
  pods: readonly Pod[];
  /** Active pods of it and of the ReplicaSets with the same owner, by node. */
  neighbours: ReadonlyMap<string, number>;
  /** Whether the cache shows all that was done before. */
  isSettled: boolean;
  now: Date;
}

/** How many pods to make, or which to remove. */
export type Step = { do: 'nothing' } | { do: 'create'; count: number } | { do: 'delete'; pods: Pod[] };

/** No more pods than this are made or removed at once. @upstream BurstReplicas */
const burst = 500;

/** What brings the number of active pods to the one asked for. */
export function decide({ replicaSet, pods, neighbours, isSettled, now }: ReplicaSetWorld): Step {
  if (!isSettled || replicaSet.metadata?.deletionTimestamp) return { do: 'nothing' };
  const active = pods.filter(isActive);
  const missing = (replicaSet.spec?.replicas ?? 1) - active.length;
  if (missing > 0) return { do: 'create', count: Math.min(missing, burst) };
  if (missing === 0) return { do: 'nothing' };
  return { do: 'delete', pods: inDeletionOrder(active, neighbours, now).slice(0, Math.min(-missing, burst)) };
}

/** What a ReplicaSet says of its pods; `failure` is what kept it from making or removing some. */
export function statusOf(
  { replicaSet, pods, now }: ReplicaSetWorld,
  failure?: { reason: 'FailedCreate' | 'FailedDelete'; message: string },
): NonNullable<ReplicaSet['status']> {
  const active = pods.filter(isActive);
  const minReadySeconds = replicaSet.spec?.minReadySeconds ?? 0;
  const labels = replicaSet.spec?.template?.metadata?.labels ?? {};
  const count = (is: (pod: Pod) => boolean) => active.filter(is).length;
  const conditions = conditionsOf(replicaSet, failure, now);
  const counted = {
    fullyLabeledReplicas: count((pod) => selects({ matchLabels: labels }, pod.metadata?.labels)),
    readyReplicas: count(isReady),
    availableReplicas: count((pod) => isAvailable(pod, minReadySeconds, now)),
  };
  return {
    replicas: active.length,
    ...Object.fromEntries(Object.entries(counted).filter(([, number]) => number > 0)),
    observedGeneration: replicaSet.metadata?.generation,
    ...(conditions.length > 0 && { conditions }),
  };
}

function conditionsOf(
  replicaSet: ReplicaSet,
  failure: { reason: string; message: string } | undefined,
  now: Date,
): NonNullable<NonNullable<ReplicaSet['status']>['conditions']> {
  const conditions = replicaSet.status?.conditions ?? [];
  if (failure) return withCondition(conditions, { type: 'ReplicaFailure', status: 'True', ...failure }, now);
  return conditions.filter(({ type }) => type !== 'ReplicaFailure');
}

/** How long until the next pod that is ready becomes available. */
export function nextAvailableMs({ replicaSet, pods, now }: ReplicaSetWorld): number | undefined {
  const seconds = replicaSet.spec?.minReadySeconds ?? 0;
  const waits = pods.filter(isActive).map((pod) => availableInMs(pod, seconds, now) ?? 0);
  const next = Math.min(...waits.filter((waitMs) => waitMs > 0));
  return Number.isFinite(next) ? next : undefined;
}
