// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Refusal } from './snapshot.ts';

/**
 * Why none of so many nodes takes a pod, as people see it in events and conditions.
 * @upstream FitError: reasons with the number of nodes each holds for, in alphabetical order
 */
export function unavailable(nodeCount: number, refusals: Iterable<Refusal>): string {
  const counts = new Map<string, number>();
  for (const { reasons } of refusals) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${nodeCount} nodes are available:${reasons.length > 0 ? ` ${reasons.join(', ')}.` : ''}`;
}
