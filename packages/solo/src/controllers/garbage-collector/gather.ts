// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { OwnerReference } from '@kubevirt-ts/kube';
import type { Json, Kind, Kinds } from '../../apiserver/kind.ts';
import type { Store } from '../../store/store.ts';
import { type Address, kindOf, readObject } from './address.ts';
import { isDraining } from './finalizers.ts';

/** What became of an owner that an object names. */
export interface Owner {
  ref: OwnerReference;
  /**
   * `draining`: it is there, and waits for its dependents to go. `unknown`: its kind is not served, so nobody can tell.
   * `misplaced`: a namespaced owner of an object that has no namespace; such an object is left alone.
   */
  state: 'present' | 'absent' | 'draining' | 'unknown' | 'misplaced';
}

/** An object that names another as its owner. */
export interface Dependent {
  address: Address;
  object: Json;
  /** Whether the owner may not go before it. */
  isBlocking: boolean;
}

/** What is known when an object is looked at. */
export interface Item {
  address: Address;
  kind: Kind;
  object: Json;
  owners: Owner[];
  /** Read only when they matter: when the object or one of its owners is going in the foreground, or lets them go. */
  dependents: Dependent[];
}

/** What the collector reads. */
export interface Reading {
  kinds: Kinds;
  store: Pick<Store, 'get' | 'list' | 'dependents'>;
}

/** Reads an object, its owners and, when they matter, its dependents; undefined when it is gone. */
export function gather(r: Reading, address: Address): Item | undefined {
  const kind = kindOf(r.kinds, address.collection);
  const object = kind && readObject(r.store, address);
  if (!kind || !object) return undefined;
  const owners = (object.metadata?.ownerReferences ?? []).map((ref) => ({ ref, state: stateOf(r, object, ref) }));
  const matters = object.metadata?.deletionTimestamp !== undefined || owners.some(({ state }) => state === 'draining');
  return { address, kind, object, owners, dependents: matters ? dependentsOf(r, object) : [] };
}

function stateOf(r: Reading, object: Json, ref: OwnerReference): Owner['state'] {
  const kind = r.kinds.byKind(ref.apiVersion, ref.kind);
  if (!kind) return 'unknown';
  const namespace = object.metadata?.namespace;
  if (kind.namespaced && !namespace) return 'misplaced';
  const key = kind.namespaced ? `${namespace}/${ref.name}` : ref.name;
  const owner = readObject(r.store, { collection: kind.collection, key });
  if (!owner || owner.metadata?.uid !== ref.uid) return 'absent';
  return isDraining(owner) ? 'draining' : 'present';
}

function dependentsOf(r: Reading, owner: Json): Dependent[] {
  const uid = owner.metadata?.uid ?? '';
  const found: Dependent[] = [];
  for (const address of r.store.dependents(uid)) {
    const object = readObject(r.store, address);
    const ref = object?.metadata?.ownerReferences?.find((other) => other.uid === uid);
    if (object && ref) found.push({ address, object, isBlocking: ref.blockOwnerDeletion === true });
  }
  return found;
}
