// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Cache, type KubeObject, keyOf, type Pod } from '@kubevirt-ts/kube';

/** The objects of a cache by what a function finds in them. */
export interface Index<T> {
  by(value: string): readonly T[];
}

/** Says under which values an object is found. It is known by what it is: the same function gives the same index. */
export type Values<T> = (object: T) => readonly string[];

const made = new WeakMap<object, Map<unknown, unknown>>();

/**
 * The index of a cache by a function, one for all who ask. Ask for it before making the sources that lead to its use, so that it
 * changes first.
 */
export function indexOf<T extends KubeObject>(cache: Cache<T>, values: Values<T>): Index<T> {
  const indexes = made.get(cache) ?? new Map<unknown, unknown>();
  made.set(cache, indexes);
  const known = indexes.get(values) as Index<T> | undefined;
  if (known) return known;
  const index = follow(cache, values);
  indexes.set(values, index);
  return index;
}

function follow<T extends KubeObject>(cache: Cache<T>, values: Values<T>): Index<T> {
  const found = new Map<string, Map<string, T>>();
  const unset = (object: T) => {
    for (const value of values(object)) {
      const objects = found.get(value);
      objects?.delete(keyOf(object));
      if (objects?.size === 0) found.delete(value);
    }
  };
  cache.onChange(({ type, object, old }) => {
    if (old) unset(old);
    if (type === 'DELETED') return;
    for (const value of values(object)) {
      const objects = found.get(value);
      if (objects) objects.set(keyOf(object), object);
      else found.set(value, new Map([[keyOf(object), object]]));
    }
  });
  return { by: (value) => [...(found.get(value)?.values() ?? [])] };
}

/** By namespace. */
export function byNamespace({ metadata }: KubeObject): string[] {
  return [metadata?.namespace ?? ''];
}

/** Pods by the node they are on. */
export function byNode({ spec }: Pod): string[] {
  return spec?.nodeName ? [spec.nodeName] : [];
}
