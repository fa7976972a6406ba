// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Deployment } from '@kubevirt-ts/kube';
import { scaledValue } from '../int-or-percent.ts';

/** A Deployment's number of pods. */
export function desiredReplicas(deployment: Deployment): number {
  return deployment.spec?.replicas ?? 1;
}

/** Whether pods are replaced gradually. */
export function isRolling(deployment: Deployment): boolean {
  return deployment.spec?.strategy?.type !== 'Recreate';
}

/** Pods above the desired number that an update may have. */
export function maxSurge(deployment: Deployment): number {
  return isRolling(deployment) ? bounds(deployment).surge : 0;
}

/** Pods below the desired number that an update may leave. */
export function maxUnavailable(deployment: Deployment): number {
  const desired = desiredReplicas(deployment);
  if (!isRolling(deployment) || desired === 0) return 0;
  return Math.min(bounds(deployment).unavailable, desired);
}

/** Surge rounds up, unavailability down; an update must be allowed one of them. */
function bounds(deployment: Deployment): { surge: number; unavailable: number } {
  const desired = desiredReplicas(deployment);
  const rolling = deployment.spec?.strategy?.rollingUpdate;
  const surge = scaledValue(rolling?.maxSurge ?? '25%', desired, 'up');
  const unavailable = scaledValue(rolling?.maxUnavailable ?? '25%', desired, 'down');
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

const unlimited = 2 ** 31 - 1;

/** Seconds without progress after which a rollout counts as failed, if there is a limit. */
export function progressDeadlineSeconds(deployment: Deployment): number | undefined {
  const seconds = deployment.spec?.progressDeadlineSeconds;
  return seconds === unlimited ? undefined : (seconds ?? undefined);
}

/** Old ReplicaSets that are kept, if there is a limit. */
export function historyLimit(deployment: Deployment): number | undefined {
  const limit = deployment.spec?.revisionHistoryLimit;
  return limit === unlimited ? undefined : (limit ?? undefined);
}
