// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Ref, refKey } from '@kubevirt-ts/kube';
import type { Store } from '../../store/store.ts';
import { collections, stored } from '../stored.ts';

/** Says whether the object of that name is still the one of that uid. */
export type IsLiving = (collection: string, ref: Ref, uid: string) => boolean;

interface Known {
  uid: string | undefined;
  /** When it was deleted, if it was. */
  deletedMs: number | undefined;
}

const bound: ReadonlySet<string> = new Set([
  collections.pods,
  collections.nodes,
  collections.secrets,
  collections.serviceAccounts,
]);
const knownCap = 10_000;
const leewayMs = 60_000;

/** Objects that tokens are bound to. Deleted ones count for as long as they take to end, and a minute; each is read once until it changes. */
export function livingObjects(store: Store, now: () => Date): IsLiving {
  const known = new Map<string, Known>();
  store.onEvent(({ collection, key }) => {
    if (bound.has(collection)) known.delete(`${collection}\n${key}`);
  });
  return (collection, ref, uid) => {
    const key = `${collection}\n${refKey(ref)}`;
    const found = known.get(key) ?? read(store, collection, ref);
    if (known.size >= knownCap) known.clear();
    known.set(key, found);
    if (found.uid !== uid) return false;
    return found.deletedMs === undefined || now().getTime() < found.deletedMs + leewayMs;
  };
}

function read(store: Store, collection: string, ref: Ref): Known {
  const { uid, deletionTimestamp } = stored(store, collection, ref)?.metadata ?? {};
  return { uid, deletedMs: deletionTimestamp ? Date.parse(deletionTimestamp) : undefined };
}
