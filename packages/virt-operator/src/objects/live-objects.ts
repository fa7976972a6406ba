// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Cache, type KubeObject, keyOf } from '@kubevirt-ts/kube';
import { idOf } from './managed-resources.ts';

/** How long an own write is believed although the watch has not shown it. */
const believedMs = 30_000;

const versionOf = (object: KubeObject): bigint => BigInt(object.metadata?.resourceVersion || '0');

/**
 * What is there: the caches, and on top of them what was just written here and not yet seen by a watch, so that the next
 * look does not take an own write for something missing.
 */
export class LiveObjects {
  readonly #caches: ReadonlyMap<string, Cache<KubeObject>>;
  readonly #now: () => Date;
  readonly #written = new Map<string, { object: KubeObject; atMs: number }>();
  readonly #deleted = new Set<string>();

  constructor(caches: ReadonlyMap<string, Cache<KubeObject>>, now: () => Date) {
    this.#caches = caches;
    this.#now = now;
    for (const [kind, cache] of caches) {
      cache.onChange(({ type, object }) => {
        if (type !== 'DELETED') return;
        this.#deleted.delete(object.metadata?.uid ?? '');
        const own = this.#written.get(`${kind} ${keyOf(object)}`);
        if (own?.object.metadata?.uid === object.metadata?.uid) this.#written.delete(`${kind} ${keyOf(object)}`);
      });
    }
  }

  /** The kinds that are looked at. */
  get kinds(): Iterable<string> {
    return this.#caches.keys();
  }

  /** The live object of the same kind and name. */
  get(object: KubeObject): KubeObject | undefined {
    const cached = this.#caches.get(object.kind ?? '')?.get(keyOf(object));
    const id = idOf(object);
    const own = this.#written.get(id);
    if (
      own &&
      this.#now().getTime() - own.atMs < believedMs &&
      (!cached || versionOf(cached) < versionOf(own.object))
    ) {
      return own.object;
    }
    this.#written.delete(id);
    return cached && !this.#deleted.has(cached.metadata?.uid ?? '') ? cached : undefined;
  }

  /** Every live object of a kind. */
  list(kind: string): readonly KubeObject[] {
    const cached = this.#caches.get(kind)?.list() ?? [];
    const ids = new Set(cached.map(idOf));
    const own = [...this.#written.values()]
      .map(({ object }) => object)
      .filter((object) => object.kind === kind && !ids.has(idOf(object)));
    return [...cached, ...own].flatMap((object) => this.get(object) ?? []);
  }

  /** Takes note of the answer to an own write. */
  wrote(object: KubeObject): void {
    this.#written.set(idOf(object), { object, atMs: this.#now().getTime() });
  }

  /** Takes note that an object was deleted here; one with finalizers is still seen. */
  deleted(object: KubeObject): void {
    this.#written.delete(idOf(object));
    if (!object.metadata?.finalizers?.length) this.#deleted.add(object.metadata?.uid ?? '');
  }
}
