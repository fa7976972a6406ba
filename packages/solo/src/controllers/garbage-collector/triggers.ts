// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type Source } from '@kubevirt-ts/kube';
import type { Json, Kinds } from '../../apiserver/kind.ts';
import type { Store, StoreEvent } from '../../store/store.ts';
import { type Address, keyOfAddress } from './address.ts';
import { isDraining, isOrphaning } from './finalizers.ts';

const pageSize = 500;

/**
 * Gives the keys of objects to look at: at the start those with owners, or that are going with their dependents in mind; then
 * those that changes concern.
 */
export function triggers(c: { kinds: Kinds; store: Pick<Store, 'list' | 'dependents' | 'onEvent'> }): Source {
  const concerns = new Concerns(c.store);
  return {
    synced: () => Promise.resolve(),
    subscribe(enqueue) {
      const tell = (address: Address) => enqueue(keyOfAddress(address));
      c.store.onEvent((event) => concerns.of(event).forEach(tell));
      const scan = (collection: string) => {
        for (const { key, object } of relatedObjects(c.store, collection)) {
          const address = { collection, key };
          concerns.note(address, object);
          tell(address);
        }
      };
      for (const collection of new Set(c.kinds.all().map((kind) => kind.collection))) scan(collection);
      c.kinds.onChange((group, plural) => scan(`${group}/${plural}`));
    },
  };
}

function* relatedObjects(store: Pick<Store, 'list'>, collection: string): Generator<{ key: string; object: Json }> {
  let after: string | undefined;
  do {
    const page = store.list(collection, { limit: pageSize, ...(after && { after }) });
    for (const { key, json } of page.items) {
      // Most objects need not be parsed to know that they do not matter.
      if (!json.includes('"ownerReferences"') && !json.includes('"deletionTimestamp"')) continue;
      const object = JSON.parse(json) as Json;
      if (object.metadata?.ownerReferences?.length || isDraining(object) || isOrphaning(object)) yield { key, object };
    }
    after = page.next;
  } while (after !== undefined);
}

/** Knows which objects a change concerns. */
class Concerns {
  readonly #store: Pick<Store, 'dependents'>;
  /** Owners that wait for their dependents, by uid. */
  readonly #draining = new Map<string, Address>();

  constructor(store: Pick<Store, 'dependents'>) {
    this.#store = store;
  }

  /** Remembers an object that waits for its dependents. */
  note(address: Address, object: Json): void {
    if (isDraining(object)) this.#draining.set(object.metadata?.uid ?? '', address);
  }

  /** The objects to look at after a change. */
  of({ type, collection, key, object, previous }: StoreEvent): Address[] {
    const uid = object.metadata?.uid ?? '';
    const address = { collection, key };
    if (type === 'DELETED') {
      this.#draining.delete(uid);
      return [...this.#store.dependents(uid), ...this.#waiting(object)];
    }
    const concerned: Address[] = [];
    const before = previous?.metadata?.ownerReferences;
    const after = object.metadata?.ownerReferences;
    const hasOtherOwners = before !== after && !isDeepEqual(before ?? [], after ?? []);
    if (hasOtherOwners) concerned.push(address, ...(previous ? this.#waiting(previous) : []));
    if (isDraining(object)) {
      concerned.push(address);
      if (!previous || !isDraining(previous)) concerned.push(...this.#store.dependents(uid));
      this.#draining.set(uid, address);
    } else if (isOrphaning(object)) concerned.push(address);
    return concerned;
  }

  #waiting(dependent: Json): Address[] {
    const owners = dependent.metadata?.ownerReferences ?? [];
    return owners.map(({ uid }) => this.#draining.get(uid)).filter((address) => address !== undefined);
  }
}
