// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Why a watch goes on: the revision of its collection's next change, its bookmark is due, or it is over. */
export type Woken = number | 'due' | 'ended';

/** Watches that wait for the next change of their collection. */
export class Watchers {
  readonly #waiting = new Map<string, Set<(woken: Woken) => void>>();

  /** Resolves when there is something to do; `due` is a time of performance.now(). */
  next(collection: string, signal: AbortSignal, due?: number): Promise<Woken> {
    const { promise, resolve } = Promise.withResolvers<Woken>();
    if (signal.aborted) return Promise.resolve('ended');
    const waiting = this.#waiting.get(collection) ?? new Set();
    this.#waiting.set(collection, waiting);
    const wake = (woken: Woken) => {
      waiting.delete(wake);
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(woken);
    };
    const stop = () => wake('ended');
    const timer = due === undefined ? undefined : setTimeout(() => wake('due'), Math.max(0, due - performance.now()));
    waiting.add(wake);
    signal.addEventListener('abort', stop, { once: true });
    return promise;
  }

  /** Wakes who waits for a collection. */
  wake(collection: string, woken: Woken): void {
    const waiting = this.#waiting.get(collection);
    if (!waiting) return;
    this.#waiting.delete(collection);
    for (const wake of waiting) wake(woken);
  }

  /** Ends all waiting. */
  end(): void {
    for (const collection of [...this.#waiting.keys()]) this.wake(collection, 'ended');
  }
}
