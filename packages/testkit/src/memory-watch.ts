// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject, ListOptions, WatchEvent } from '@kubevirt-ts/kube';
import type { Entry } from './memory-store.ts';
import { apiError } from './memory-store.ts';
import { isSelected } from './selectors.ts';

/** The watches on a memory client: entries go in, events of the objects asked for come out. */
export class Watches {
  readonly #wakers = new Set<() => void>();
  #brokenBefore = 0;
  #brokenCount = 0;

  /** Lets everyone who watches look again. */
  wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }

  /** Ends all watches, as a connection that broke. */
  disconnect(): void {
    this.#brokenCount += 1;
    this.wake();
  }

  /** Forgets what happened before `version`: who watches from there is told 410. */
  forget(version: number): void {
    this.#brokenBefore = version;
    this.disconnect();
  }

  async *watch(
    log: readonly Entry[],
    collection: string,
    o: ListOptions & { resourceVersion: string },
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<KubeObject>> {
    const since = Number(o.resourceVersion);
    if (since < this.#brokenBefore) throw apiError(410, 'Expired', `too old resource version: ${since}`);
    const startedAt = this.#brokenCount;
    let next = 0;
    while (!signal.aborted && this.#brokenCount === startedAt) {
      for (let entry = log[next]; entry; entry = log[++next]) {
        if (entry.version <= since || entry.collection !== collection) continue;
        const event = eventOf(entry, o);
        if (event) yield structuredClone(event);
        if (signal.aborted) return;
      }
      await this.#nextWake(signal);
    }
  }

  #nextWake(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waker = () => {
        this.#wakers.delete(waker);
        signal.removeEventListener('abort', waker);
        resolve();
      };
      this.#wakers.add(waker);
      signal.addEventListener('abort', waker, { once: true });
    });
  }
}

function eventOf(entry: Entry, o: ListOptions): WatchEvent<KubeObject> | undefined {
  const was = entry.before !== undefined && isSelected(entry.before, o);
  const is = entry.after !== undefined && isSelected(entry.after, o);
  if (is && entry.after) return { type: was ? 'MODIFIED' : 'ADDED', object: entry.after };
  const last = entry.after ?? entry.before;
  return was && last ? { type: 'DELETED', object: last } : undefined;
}
