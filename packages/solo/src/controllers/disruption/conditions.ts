// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PodDisruptionBudget } from '@kubevirt-ts/kube';
import { wireTime } from '@kubevirt-ts/kube';

/** The status of a disruption budget. */
export type BudgetStatus = NonNullable<PodDisruptionBudget['status']>;
/** Its conditions. */
export type BudgetConditions = NonNullable<BudgetStatus['conditions']>;

/** The conditions of a budget that allows so many disruptions. */
export function setAllowed(budget: PodDisruptionBudget, allowed: number, now: Date): BudgetConditions {
  const isAllowed = allowed > 0;
  const reason = isAllowed ? 'SufficientPods' : 'InsufficientPods';
  return withAllowed(budget, { status: isAllowed ? 'True' : 'False', reason, message: '' }, now);
}

/** The conditions of a budget that could not be worked out. */
export function setFailed(budget: PodDisruptionBudget, message: string, now: Date): BudgetConditions {
  return withAllowed(budget, { status: 'False', reason: 'SyncFailed', message }, now);
}

function withAllowed(
  budget: PodDisruptionBudget,
  said: { status: string; reason: string; message: string },
  now: Date,
): BudgetConditions {
  const type = 'DisruptionAllowed';
  const conditions = budget.status?.conditions ?? [];
  const old = conditions.find((condition) => condition.type === type);
  const lastTransitionTime = old?.status === said.status ? old.lastTransitionTime : wireTime(now);
  const condition = { type, ...said, observedGeneration: budget.metadata?.generation, lastTransitionTime };
  return old ? conditions.map((other) => (other === old ? condition : other)) : [...conditions, condition];
}
