// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { WorkqueueMetrics } from '../metrics.ts';

/**
 * Keys that need work. A key is in here once however often it is added, is given to one worker at a time, and is given
 * again if it was added while being worked on.
 */
export class WorkQueue {
  readonly #name: string;
  readonly #metrics: WorkqueueMetrics | undefined;
  readonly #waiting: string[] = [];
  /** Keys that need work, with the time since when. */
  readonly #dirty = new Map<string, number>();
  /** Keys being worked on, with the time since when. */
  readonly #processing = new Map<string, number>();
  readonly #delayed = new Map<string, { dueMs: number; timer: NodeJS.Timeout }>();
  readonly #onReady: () => void;
  #closed = false;

  constructor(o: { name: string; metrics?: WorkqueueMetrics; onReady: () => void }) {
    this.#name = o.name;
    this.#metrics = o.metrics;
    this.#onReady = o.onReady;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Keys being worked on. */
  get active(): number {
    return this.#processing.size;
  }

  add(key: string): void {
    if (this.#closed || this.#dirty.has(key)) return;
    this.#dirty.set(key, performance.now());
    this.#metrics?.adds.inc({ name: this.#name });
    if (!this.#processing.has(key)) this.#enqueue(key);
  }

  /** Adds a key later; of several such the earliest counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.#closed) return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const dueMs = performance.now() + delayMs;
    const pending = this.#delayed.get(key);
    if (pending && pending.dueMs <= dueMs) return;
    clearTimeout(pending?.timer);
    // A timer can count to 2^31 ms; what is due later than that is looked at again then.
    const timer = setTimeout(() => this.#due(key), Math.min(delayMs, 2 ** 31 - 1));
    this.#delayed.set(key, { dueMs, timer });
  }

  /** Gives the key that waited longest to a worker, who must say `done`. */
  take(): string | undefined {
    const key = this.#waiting.shift();
    if (key === undefined) return undefined;
    const nowMs = performance.now();
    const sinceMs = this.#dirty.get(key) ?? nowMs;
    this.#dirty.delete(key);
    this.#processing.set(key, nowMs);
    this.#metrics?.queueSeconds.observe({ name: this.#name }, (nowMs - sinceMs) / 1000);
    this.#metrics?.depth.set({ name: this.#name }, this.#waiting.length);
    return key;
  }

  done(key: string): void {
    const sinceMs = this.#processing.get(key);
    this.#processing.delete(key);
    if (sinceMs !== undefined) {
      this.#metrics?.workSeconds.observe({ name: this.#name }, (performance.now() - sinceMs) / 1000);
    }
    if (this.#dirty.has(key) && !this.#closed) this.#enqueue(key);
  }

  /** Takes nothing more and forgets what waits; what is being worked on goes on. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#dirty.clear();
    for (const { timer } of this.#delayed.values()) clearTimeout(timer);
    this.#delayed.clear();
    this.#metrics?.depth.set({ name: this.#name }, 0);
  }

  /** How long the keys being worked on have been so, in ms. */
  runningMs(): number[] {
    const nowMs = performance.now();
    return [...this.#processing.values()].map((sinceMs) => nowMs - sinceMs);
  }

  #due(key: string): void {
    const pending = this.#delayed.get(key);
    this.#delayed.delete(key);
    if (!pending) return;
    const leftMs = pending.dueMs - performance.now();
    if (leftMs > 1) this.addAfter(key, leftMs);
    else this.add(key);
  }

  #enqueue(key: string): void {
    this.#waiting.push(key);
    this.#metrics?.depth.set({ name: this.#name }, this.#waiting.length);
    this.#onReady();
  }
}
