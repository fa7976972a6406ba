// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

const file = '_out/counts.jsonl';

/** How many tests or checks passed, failed and were skipped. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Forgets what was counted before. */
export function resetCounts(): void {
  rmSync(file, { force: true });
}

/** Adds to what was counted since the last reset. */
export function addCounts(counts: Counts): void {
  mkdirSync('_out', { recursive: true });
  appendFileSync(file, `${JSON.stringify(counts)}\n`);
}

/** The sum of what was counted since the last reset. */
export function totalCounts(): Counts {
  const rows: Counts[] = existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  const sum = (key: keyof Counts) => rows.reduce((total, row) => total + row[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** The line that closes every run of tests. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
