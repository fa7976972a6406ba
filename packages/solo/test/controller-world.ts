// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Cache, type KubeObject, type Resource, watchCache } from '@kubevirt-ts/kube';
import { type Clock, clock, type MemoryClient, type MemoryOptions, memoryClient, quiet } from '@kubevirt-ts/testkit';
import type { SoloContext } from '../src/context.ts';

/** An event that a controller recorded. */
export interface Recorded {
  /** Name of the object it is about. */
  about: string;
  type: string;
  reason: string;
  message: string;
}

/** Something that runs until its world ends. */
export interface Running {
  readonly stopped: Promise<void>;
}

/** A world in memory in which controllers run until it is disposed of. */
export class ControllerWorld implements AsyncDisposable {
  readonly clock: Clock = clock();
  readonly client: MemoryClient;
  readonly events: Recorded[] = [];
  readonly context: SoloContext;
  readonly #stop = new AbortController();
  readonly #caches = new Map<string, unknown>();
  readonly #running: Running[] = [];

  constructor(seed: readonly KubeObject[] = [], options: MemoryOptions = {}) {
    this.client = memoryClient(seed, { now: this.clock.now, ...options });
    const { signal } = this.#stop;
    this.context = {
      client: this.client,
      cache: <T extends KubeObject>(resource: Resource<T>) => this.#cache(resource),
      logger: quiet(),
      now: this.clock.now,
      signal,
      event: (object, type, reason, message) =>
        void this.events.push({ about: object.metadata?.name ?? '', type, reason, message }),
    };
  }

  /** Starts a controller; gives it, so that a test can have a key worked on. */
  run<C extends Running>(start: (c: SoloContext) => C): C {
    const running = start(this.context);
    this.#running.push(running);
    return running;
  }

  /** What was recorded for a reason, as messages. */
  told(reason: string): string[] {
    return this.events.filter((event) => event.reason === reason).map(({ message }) => message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running.map(({ stopped }) => stopped));
  }

  #cache<T extends KubeObject>(resource: Resource<T>): Cache<T> {
    const key = `${resource.apiVersion}/${resource.plural}`;
    const known = this.#caches.get(key) as Cache<T> | undefined;
    if (known) return known;
    const { client, context } = this;
    const made = watchCache({ client, resource, logger: context.logger, signal: context.signal });
    this.#caches.set(key, made);
    return made;
  }
}
