// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { setTimeout as sleep } from 'node:timers/promises';

/** Waits; ends early, and quietly, when the signal aborts. */
export async function delay(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await sleep(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}

/** How waits grow: `baseMs` doubled at each attempt, never above `capMs`. */
export interface Backoff {
  baseMs: number;
  capMs: number;
}

/** The wait before attempt `attempt + 1` (counted from 0), without jitter. */
export function backoffMs(backoff: Backoff, attempt: number): number {
  return Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(attempt, 60));
}

/** The same wait shortened at random by up to half, so that many clients do not come back at once. */
export function jitteredMs(backoff: Backoff, attempt: number, random: () => number = Math.random): number {
  return backoffMs(backoff, attempt) * (1 - random() / 2);
}
