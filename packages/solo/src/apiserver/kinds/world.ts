// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject } from '@kubevirt-ts/kube';
import type { Store } from '../../store/store.ts';

/** What admission sees of everything else that is stored. */
export interface World {
  /** An object by its collection and key. */
  get<T extends KubeObject>(collection: string, key: string): T | undefined;
  /** All objects of a collection. */
  list<T extends KubeObject>(collection: string): T[];
  /** Five letters at random, as generated names end with. */
  suffix(): string;
  now(): Date;
}

const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** The world as it is in a store. */
export function storedWorld(o: { store: Pick<Store, 'get' | 'list'>; now: () => Date; random?: () => number }): World {
  const { store, now, random = Math.random } = o;
  return {
    get<T>(collection: string, key: string) {
      const stored = store.get(collection, key);
      return stored && (JSON.parse(stored.json) as T);
    },
    list: <T>(collection: string) => store.list(collection).items.map(({ json }) => JSON.parse(json) as T),
    now,
    suffix: () => Array.from({ length: 5 }, () => letters[Math.floor(random() * letters.length)]).join(''),
  };
}
