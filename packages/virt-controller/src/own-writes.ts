// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject } from '@kubevirt-ts/kube';

interface Written<T> {
  /** The versions a cache may still show although they are known to be overwritten. */
  overwritten: Set<string>;
  latest: T;
}

/** How long a created object may take to come into a cache; after that it counts as gone again. */
const creationMs = 10_000;

/**
 * Remembers what this program wrote until its caches show it, so that a decision is never made on a state that the
 * same program has already left. Writes carry the version they were made from, which is what makes this sound.
 */
export class OwnWrites<T extends KubeObject> {
  readonly #written = new Map<string, Written<T>>();
  readonly #created = new Map<string, { object: T; at: Date }>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Notes that `before` was overwritten by `after`. */
  note(key: string, before: T, after: T): void {
    const version = before.metadata?.resourceVersion;
    if (version === undefined || version === after.metadata?.resourceVersion) return;
    const overwritten = this.#written.get(key)?.overwritten ?? new Set();
    this.#written.set(key, { overwritten: overwritten.add(version), latest: after });
  }

  /** Notes that an object was created. */
  noteCreated(key: string, object: T): void {
    this.#created.set(key, { object, at: this.#now() });
  }

  /** The object as it is known to be: what was written, unless the cache shows something else already. */
  latest(key: string, cached: T | undefined): T | undefined {
    const created = this.#created.get(key);
    if (created && !cached && this.#now().getTime() - created.at.getTime() < creationMs) return created.object;
    this.#created.delete(key);
    const written = this.#written.get(key);
    if (!written) return cached;
    if (cached?.metadata?.resourceVersion && written.overwritten.has(cached.metadata.resourceVersion)) {
      return written.latest;
    }
    this.#written.delete(key);
    return cached;
  }
}
