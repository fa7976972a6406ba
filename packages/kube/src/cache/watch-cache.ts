// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isExpired, isNotFound } from '../client/api-error.ts';
import type { Client } from '../client/client.ts';
import { type Backoff, delay, jitteredMs } from '../delay.ts';
import { type Logger, logged } from '../logger.ts';
import type { KubeObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import type { Cache, Change } from './cache.ts';
import { type Indexer, Store } from './store.ts';

/** What a cache holds, and where it gets it from. */
export interface WatchCacheOptions<T extends KubeObject> {
  client: Client;
  resource: Resource<T>;
  logger: Logger;
  /** Ends the cache. */
  signal: AbortSignal;
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  indexes?: Record<string, Indexer<T>>;
  /** How long to wait before trying again. @defaultValue 250 ms doubled up to 10 s, with jitter */
  backoff?: Backoff;
}

/**
 * A cache filled by list and kept by watch, which goes on after any disconnection from where it was, and lists anew when
 * that is too old. Objects come without `managedFields`, which are half of the memory.
 */
export function watchCache<T extends KubeObject>(o: WatchCacheOptions<T>): Cache<T> {
  const store = new Store(o.indexes);
  const listeners: ((change: Change<T>) => void)[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => undefined);

  const tell = (changes: Change<T>[]) => {
    for (const change of changes) for (const listener of listeners) guarded(() => listener(change));
  };
  const guarded = (call: () => void) => {
    try {
      call();
    } catch (error) {
      o.logger.error({ err: error, resource: o.resource.plural }, 'a listener of a cache failed');
    }
  };

  const follow = new Follower(o, {
    listed(objects) {
      tell(store.replace(objects));
      resolve();
    },
    put: (object) => tell(store.put(object)),
    remove: (object) => tell(store.remove(object)),
  });
  void follow
    .run()
    .finally(() => reject(new Error(`the cache of ${o.resource.plural} was stopped before it had synced`)));

  return {
    get: (key) => store.get(key),
    list: () => store.list(),
    by: (index, value) => store.by(index, value),
    synced: () => promise,
    onChange(listener) {
      for (const object of store.list()) guarded(() => listener({ type: 'ADDED', object }));
      listeners.push(listener);
    },
  };
}

interface Sink<T> {
  listed(objects: T[]): void;
  put(object: T): void;
  remove(object: T): void;
}

const defaultBackoff = { baseMs: 250, capMs: 10_000 };
// A kind that is not served may be at any moment: its definition is being installed.
const notServedCapMs = 2000;
// A watch that ends sooner than this has not really worked, whatever it says.
const shortWatchMs = 1000;

class Follower<T extends KubeObject> {
  readonly #o: WatchCacheOptions<T>;
  readonly #sink: Sink<T>;
  /** Where to watch from; undefined when everything has to be listed. */
  #resourceVersion: string | undefined;
  #failures = 0;
  #isServed = true;

  constructor(o: WatchCacheOptions<T>, sink: Sink<T>) {
    this.#o = o;
    this.#sink = sink;
  }

  async run(): Promise<void> {
    const { signal, logger, resource } = this.#o;
    while (!signal.aborted) {
      try {
        await this.#listAndWatch();
      } catch (error) {
        if (signal.aborted) return;
        if (isExpired(error)) {
          this.#resourceVersion = undefined;
          if (this.#failures === 0) {
            this.#failures = 1;
            continue;
          }
        }
        this.#failures += 1;
        this.#isServed = !isNotFound(error);
        const level = this.#failures > 3 ? 'warn' : 'debug';
        logger[level](
          { ...logged(error), resource: resource.plural },
          'following a resource failed, it will be tried again',
        );
      }
      if (this.#failures > 0) await delay(this.#waitMs(), signal);
    }
  }

  #waitMs(): number {
    const { baseMs, capMs } = this.#o.backoff ?? defaultBackoff;
    const backoff = { baseMs, capMs: this.#isServed ? capMs : Math.min(capMs, notServedCapMs) };
    return jitteredMs(backoff, this.#failures - 1);
  }

  async #listAndWatch(): Promise<void> {
    const { client, resource, namespace, labelSelector, fieldSelector, signal } = this.#o;
    const which = { namespace, labelSelector, fieldSelector };
    if (this.#resourceVersion === undefined) {
      const { items, resourceVersion } = await client.list(resource, { ...which, signal });
      if (signal.aborted) return;
      this.#sink.listed(items.map(kept));
      this.#resourceVersion = resourceVersion;
    }
    const startedMs = performance.now();
    let seen = false;
    const events = client.watch(resource, { ...which, resourceVersion: this.#resourceVersion }, signal);
    for await (const { type, object } of events) {
      if (signal.aborted) return;
      seen = true;
      this.#failures = 0;
      this.#resourceVersion = object.metadata?.resourceVersion ?? this.#resourceVersion;
      if (type === 'DELETED') this.#sink.remove(kept(object));
      else if (type !== 'BOOKMARK') this.#sink.put(kept(object));
    }
    if (seen || performance.now() - startedMs > shortWatchMs) this.#failures = 0;
    else this.#failures += 1;
  }
}

function kept<T extends KubeObject>(object: T): T {
  if (object.metadata?.managedFields) delete object.metadata.managedFields;
  return deepFreeze(object);
}

/** Freezes a JSON value and all in it. */
export function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
