// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod, PodDisruptionBudget } from '@kubevirt-ts/kube';
import { scaledValue } from '../int-or-percent.ts';
import { isReady, isTerminating } from '../pods/state.ts';
import { type BudgetStatus, setAllowed } from './conditions.ts';

/** What is known when a disruption budget is worked on. */
export interface BudgetWorld {
  budget: PodDisruptionBudget;
  /** The pods it selects. */
  pods: readonly Pod[];
  /** Pods that the controllers of these are asked to have; undefined when the budget does not depend on it. */
  scale: number | undefined;
  now: Date;
}

/** What a budget says, and when that may change by itself. */
export interface Decision {
  status: BudgetStatus;
  /** Pods that were to be deleted and were not. */
  missed: string[];
  afterMs: number | undefined;
}

/** An eviction that was not followed by a deletion for so long is forgotten. */
const deletionTimeoutMs = 2 * 60_000;

/** Whether a budget is a share of what controllers want, so that their scale has to be known. */
export function needsScale({ spec }: PodDisruptionBudget): boolean {
  return spec?.maxUnavailable !== undefined || typeof spec?.minAvailable === 'string';
}

/** Works a budget out. */
export function decide({ budget, pods, scale, now }: BudgetWorld): Decision {
  const { expected, desired } = wanted(budget, scale ?? pods.length);
  const { disruptedPods, missed, afterMs } = disrupted(budget, pods, now);
  const healthy = pods.filter(
    (pod) => !isTerminating(pod) && disruptedPods[pod.metadata?.name ?? ''] === undefined && isReady(pod),
  ).length;
  const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
  const status: BudgetStatus = {
    observedGeneration: budget.metadata?.generation,
    ...(Object.keys(disruptedPods).length > 0 && { disruptedPods }),
    disruptionsAllowed: allowed,
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    conditions: setAllowed(budget, allowed, now),
  };
  return { status, missed, afterMs };
}

function wanted({ spec }: PodDisruptionBudget, count: number): { expected: number; desired: number } {
  if (spec?.maxUnavailable !== undefined) {
    return { expected: count, desired: Math.max(0, count - scaledValue(spec.maxUnavailable, count, 'up')) };
  }
  return { expected: count, desired: scaledValue(spec?.minAvailable ?? 0, count, 'up') };
}

function disrupted({ status }: PodDisruptionBudget, pods: readonly Pod[], now: Date) {
  const disruptedPods: Record<string, string> = {};
  const missed: string[] = [];
  let afterMs: number | undefined;
  for (const [name, time] of Object.entries(status?.disruptedPods ?? {})) {
    const pod = pods.find(({ metadata }) => metadata?.name === name);
    if (!pod || isTerminating(pod)) continue;
    const leftMs = Date.parse(time) + deletionTimeoutMs - now.getTime();
    if (leftMs <= 0) missed.push(name);
    else {
      disruptedPods[name] = time;
      afterMs = Math.min(afterMs ?? leftMs, leftMs);
    }
  }
  return { disruptedPods, missed, afterMs };
}
