// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type KubeObject, type Ref, type Resource, resource, splitKey } from '@kubevirt-ts/kube';
import type { Json, Kind, Kinds } from '../../apiserver/kind.ts';
import type { Store } from '../../store/store.ts';

/** Where an object lies in the store. */
export interface Address {
  readonly collection: string;
  readonly key: string;
}

/** An address as a queue's key: neither collections nor keys have blanks. */
export function keyOfAddress({ collection, key }: Address): string {
  return `${collection} ${key}`;
}

/** The address that a queue's key stands for. */
export function addressOf(queueKey: string): Address {
  const blank = queueKey.indexOf(' ');
  return { collection: queueKey.slice(0, blank), key: queueKey.slice(blank + 1) };
}

/** The object at an address; undefined when it is gone. */
export function readObject(store: Pick<Store, 'get'>, { collection, key }: Address): Json | undefined {
  const stored = store.get(collection, key);
  return stored && (JSON.parse(stored.json) as Json);
}

/** The kind that a collection holds, in the version it is stored in. */
export function kindOf(kinds: Kinds, collection: string): Kind | undefined {
  const versions = kinds.all().filter((kind) => kind.collection === collection);
  return versions.find((kind) => kind.version === kind.storageVersion) ?? versions[0];
}

/** How a client names a kind. */
export function resourceOf(kind: Kind): Resource<KubeObject> {
  const apiVersion = kind.group ? `${kind.group}/${kind.version}` : kind.version;
  return resource(apiVersion, kind.kind, kind.plural, kind.namespaced);
}

/** How a client names the object at an address. */
export function refOf(address: Address): Ref {
  return splitKey(address.key);
}
