// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Cache, type KubeObject, keyOf } from '@kubevirt-ts/kube';

/** The objects of a cache by what a function finds in them. */
export interface Index<T> {
  by(value: string): readonly T[];
}

/** Keeps an index over a cache that others share. Make it before the sources that lead to its use, so that it changes first. */
export function indexOf<T extends KubeObject>(cache: Cache<T>, values: (object: T) => readonly string[]): Index<T> {
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
