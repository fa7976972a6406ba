// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Backoff, backoffMs } from '@kubevirt-ts/kube';

/** A pod that waits for a node. */
interface Waiting {
  priority: number;
  /** When it came to wait first, in ms since the epoch. */
  sinceMs: number;
  attempts: number;
  /** Not to be tried before; infinite when only a change of the cluster can help. */
  readyMs: number;
  /** Not to be tried before even when the cluster changes. */
  backoffUntilMs: number;
}

const backoff: Backoff = { baseMs: 1000, capMs: 10_000 };
/** What cannot be placed is tried again after this long though nothing is known to have changed. @upstream five minutes */
const retryMs = 5 * 60_000;

/** The pods to be placed, the most important and then the oldest first. */
export class SchedulingQueue {
  readonly #waiting = new Map<string, Waiting>();
  /** Counts changes of the cluster: one during an attempt must not be missed. */
  #changes = 0;

  /** Adds a pod, or tells its present priority. */
  add(key: string, priority: number, now: Date): void {
    const known = this.#waiting.get(key);
    if (known) known.priority = priority;
    else {
      const nowMs = now.getTime();
      this.#waiting.set(key, { priority, sinceMs: nowMs, attempts: 0, readyMs: nowMs, backoffUntilMs: 0 });
    }
  }

  /** A pod itself was changed: what kept it from being placed may be gone. */
  touch(key: string): void {
    const known = this.#waiting.get(key);
    if (known) known.readyMs = Math.min(known.readyMs, known.backoffUntilMs);
  }

  remove(key: string): void {
    this.#waiting.delete(key);
  }

  has(key: string): boolean {
    return this.#waiting.has(key);
  }

  /** The next pod to be placed; it stays until it is removed. */
  next(now: Date): { key: string; changes: number } | undefined {
    let first: { key: string; waiting: Waiting } | undefined;
    for (const [key, waiting] of this.#waiting) {
      if (waiting.readyMs > now.getTime()) continue;
      if (!first || isBefore(waiting, first.waiting)) first = { key, waiting };
    }
    return first && { key: first.key, changes: this.#changes };
  }

  /** A pod could not be placed; `changes` is what `next` said. `isPassing` when trying again soon helps by itself. */
  failed(key: string, changes: number, now: Date, isPassing = false): void {
    const known = this.#waiting.get(key);
    if (!known) return;
    const nowMs = now.getTime();
    known.backoffUntilMs = nowMs + backoffMs(backoff, known.attempts);
    known.attempts += 1;
    const hasChanged = changes !== this.#changes;
    known.readyMs = hasChanged || isPassing ? known.backoffUntilMs : nowMs + retryMs;
  }

  /** Something changed in the cluster that may let waiting pods be placed. */
  changed(): void {
    this.#changes += 1;
    for (const key of this.#waiting.keys()) this.touch(key);
  }

  /** How long until the next pod is to be tried. */
  waitMs(now: Date): number | undefined {
    const next = Math.min(...[...this.#waiting.values()].map(({ readyMs }) => readyMs));
    return Number.isFinite(next) ? Math.max(0, next - now.getTime()) : undefined;
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.priority !== b.priority ? a.priority > b.priority : a.sinceMs < b.sinceMs;
}
