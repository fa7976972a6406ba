// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Watches that wait for the next change of their collection. */
export class Watchers {
  readonly #waiting = new Map<string, Set<(revision: number) => void>>();

  /** Resolves with the revision of the collection's next change; undefined when the signal aborts or all ends. */
  next(collection: string, signal: AbortSignal): Promise<number | undefined> {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    const waiting = this.#waiting.get(collection) ?? new Set();
    this.#waiting.set(collection, waiting);
    const stop = () => {
      waiting.delete(wake);
      resolve(undefined);
    };
    const wake = (revision: number) => {
      signal.removeEventListener('abort', stop);
      resolve(revision < 0 ? undefined : revision);
    };
    waiting.add(wake);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    return promise;
  }

  /** Wakes who waits for a collection; `revision` is the first that is new. */
  wake(collection: string, revision: number): void {
    const waiting = this.#waiting.get(collection);
    if (!waiting) return;
    this.#waiting.delete(collection);
    for (const wake of waiting) wake(revision);
  }

  /** Ends all waiting. */
  end(): void {
    for (const collection of [...this.#waiting.keys()]) this.wake(collection, -1);
  }
}
