// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** The indexes that text such as `0-3,5` stands for, in order; those not below `limit` are left out. */
export function parseIndexes(text: string | undefined, limit: number): number[] {
  const parts = text ? text.split(',') : [];
  const all = parts.flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split('-').map(Number);
    return Number.isInteger(first) && Number.isInteger(last)
      ? Array.from({ length: Math.max(0, Math.min(last, limit - 1) - first + 1) }, (_, at) => first + at)
      : [];
  });
  return all.filter((index) => index < limit);
}

/** Indexes in their shortest text: runs of three and more are joined by a dash, of two by a comma. */
export function formatIndexes(indexes: Iterable<number>): string {
  const runs: { first: number; last: number }[] = [];
  for (const index of [...new Set(indexes)].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && run.last + 1 === index) run.last = index;
    else runs.push({ first: index, last: index });
  }
  const text = ({ first, last }: { first: number; last: number }) => {
    if (first === last) return String(first);
    return last === first + 1 ? `${first},${last}` : `${first}-${last}`;
  };
  return runs.map(text).join(',');
}
