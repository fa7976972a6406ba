// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cache } from '../cache/cache.ts';
import { type KubeObject, keyOf } from '../object.ts';

/** Where a controller's keys come from. */
export interface Source {
  /** Resolves when all keys there are at the start have been given. */
  synced(): Promise<void>;
  subscribe(enqueue: (key: string) => void): void;
}

/**
 * Gives the keys an object stands for whenever it comes, changes or goes; after a change also those the old one stood
 * for. By default the object's own key.
 */
export function source<T extends KubeObject>(
  cache: Cache<T>,
  keys: (object: T) => Iterable<string> = (object) => [keyOf(object)],
): Source {
  return {
    synced: () => cache.synced(),
    subscribe(enqueue) {
      cache.onChange(({ object, old }) => {
        const all = new Set(keys(object));
        if (old !== undefined && old !== object) for (const key of keys(old)) all.add(key);
        for (const key of all) enqueue(key);
      });
    },
  };
}
