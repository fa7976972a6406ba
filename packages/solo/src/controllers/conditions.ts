// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { wireTime } from '@kubevirt-ts/kube';

/** A condition of a built-in kind, which knows when it last changed sides. */
export interface TransitionCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string | null;
}

/**
 * The conditions with this one put in, or the same list when its status and reason are as they were: a new message alone
 * is not worth a write.
 */
export function withCondition<C extends TransitionCondition>(list: readonly C[], condition: C, now: Date): C[] {
  const old = list.find(({ type }) => type === condition.type);
  if (old?.status === condition.status && old.reason === condition.reason) return list as C[];
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : wireTime(now);
  return [...list.filter((other) => other !== old), { ...condition, lastTransitionTime }];
}
