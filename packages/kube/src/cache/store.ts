// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type KubeObject, keyOf } from '../object.ts';
import type { Change } from './cache.ts';

/** Says under which values an object is found in an index. */
export type Indexer<T> = (object: T) => readonly string[];

/** The objects of a cache by key and by index; says what each change to it amounts to. */
export class Store<T extends KubeObject> {
  readonly #objects = new Map<string, T>();
  readonly #indexers: ReadonlyMap<string, Indexer<T>>;
  readonly #indexes = new Map<string, Map<string, Map<string, T>>>();

  constructor(indexers: Record<string, Indexer<T>> = {}) {
    this.#indexers = new Map(Object.entries(indexers));
    for (const name of this.#indexers.keys()) this.#indexes.set(name, new Map());
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  list(): readonly T[] {
    return [...this.#objects.values()];
  }

  by(index: string, value: string): readonly T[] {
    const values = this.#indexes.get(index);
    if (!values) throw new Error(`there is no index ${index}`);
    return [...(values.get(value)?.values() ?? [])];
  }

  /** Puts an object in; one that took another's name is told as the other's end and its own beginning. */
  put(object: T): Change<T>[] {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    if (old === undefined) {
      this.#set(key, object);
      return [{ type: 'ADDED', object }];
    }
    if (old.metadata?.uid !== object.metadata?.uid) {
      this.#unset(key, old);
      this.#set(key, object);
      return [
        { type: 'DELETED', object: old, old },
        { type: 'ADDED', object },
      ];
    }
    if (isSameVersion(old, object)) return [];
    this.#unset(key, old);
    this.#set(key, object);
    return [{ type: 'MODIFIED', object, old }];
  }

  /** Takes an object out; `object` is its last state. */
  remove(object: T): Change<T>[] {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    if (old === undefined) return [];
    this.#unset(key, old);
    return [{ type: 'DELETED', object, old }];
  }

  /** Makes the store hold exactly these objects. */
  replace(objects: readonly T[]): Change<T>[] {
    const keys = new Set(objects.map(keyOf));
    const gone = this.list().filter((object) => !keys.has(keyOf(object)));
    return [...gone.flatMap((object) => this.remove(object)), ...objects.flatMap((object) => this.put(object))];
  }

  #set(key: string, object: T): void {
    this.#objects.set(key, object);
    for (const [name, indexer] of this.#indexers) {
      const values = this.#indexes.get(name);
      for (const value of indexer(object)) {
        const found = values?.get(value);
        if (found) found.set(key, object);
        else values?.set(value, new Map([[key, object]]));
      }
    }
  }

  #unset(key: string, object: T): void {
    this.#objects.delete(key);
    for (const [name, indexer] of this.#indexers) {
      const values = this.#indexes.get(name);
      for (const value of indexer(object)) {
        const found = values?.get(value);
        found?.delete(key);
        if (found?.size === 0) values?.delete(value);
      }
    }
  }
}

function isSameVersion(a: KubeObject, b: KubeObject): boolean {
  return a.metadata?.resourceVersion !== undefined && a.metadata.resourceVersion === b.metadata?.resourceVersion;
}
