// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** How often in a row a probe said the same, and what that amounts to. */
export interface ProbeCount {
  last?: boolean;
  inARow: number;
  /** What holds; undefined until a threshold was reached. */
  result?: boolean;
}

/** The count after another answer: only as many in a row as the threshold says change what holds. */
export function counted(
  count: ProbeCount,
  ok: boolean,
  thresholds: { successThreshold?: number; failureThreshold?: number },
): ProbeCount {
  const inARow = count.last === ok ? count.inARow + 1 : 1;
  const needed = ok ? (thresholds.successThreshold ?? 1) : (thresholds.failureThreshold ?? 3);
  return { last: ok, inARow, result: inARow >= needed ? ok : count.result };
}
