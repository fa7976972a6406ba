// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Backoff, backoffMs } from '@kubevirt-ts/kube';
import type { BackOffState } from './view.ts';

/** How long containers that keep ending wait: 10 s, doubled up to 5 min. */
const crashBackOff: Backoff = { baseMs: 10_000, capMs: 300_000 };

/** When a container that ended may be started again; undefined when at once. */
export function waitsUntil(state: BackOffState | undefined, finishedAt: Date, now: Date): Date | undefined {
  if (!state || isForgotten(state, finishedAt)) return undefined;
  const until = new Date(finishedAt.getTime() + state.delayMs);
  return now < until ? until : undefined;
}

/** The state after another start. A container that ran well for twice the longest wait begins anew. */
export function nextBackOff(state: BackOffState | undefined, finishedAt: Date, now: Date): BackOffState {
  if (!state || isForgotten(state, finishedAt)) return { delayMs: backoffMs(crashBackOff, 0), updatedAt: now };
  return { delayMs: Math.min(state.delayMs * 2, crashBackOff.capMs), updatedAt: now };
}

/** A duration as Go prints it: `10s`, `2m40s`, `5m0s`. */
export function goDuration(ms: number): string {
  const seconds = Math.round(ms) / 1000;
  if (seconds < 60) return seconds < 1 && seconds > 0 ? `${ms}ms` : `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  const rest = `${seconds % 60}s`;
  return minutes < 60 ? `${minutes}m${rest}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${rest}`;
}

function isForgotten(state: BackOffState, finishedAt: Date): boolean {
  return finishedAt.getTime() - state.updatedAt.getTime() > 2 * crashBackOff.capMs;
}
