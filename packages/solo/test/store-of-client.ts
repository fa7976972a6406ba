// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type KubeObject, keyOf, type Resource, splitKey } from '@kubevirt-ts/kube';
import type { MemoryClient } from '@kubevirt-ts/testkit';
import type { Json, Kind, Kinds } from '../src/apiserver/kind.ts';
import type { Store, StoreEvent } from '../src/store/store.ts';

/** The part of the store that controllers look into. */
export type StoreView = Pick<Store, 'get' | 'list' | 'dependents' | 'onEvent'>;

/** Kinds of the resources given, as controllers see them. */
export function kindsOf(list: readonly Resource<KubeObject>[]): Kinds {
  const kinds = list.map(kindOf);
  return {
    find: (group, version, plural) =>
      kinds.find((kind) => kind.group === group && kind.version === version && kind.plural === plural),
    byKind: (apiVersion, kind) => kinds.find((known) => known.kind === kind && apiVersionOf(known) === apiVersion),
    all: () => kinds,
    replace: () => undefined,
    onChange: () => undefined,
  };
}

function kindOf(r: Resource<KubeObject>): Kind {
  const slash = r.apiVersion.indexOf('/');
  const [group, version] =
    slash < 0 ? ['', r.apiVersion] : [r.apiVersion.slice(0, slash), r.apiVersion.slice(slash + 1)];
  const { kind, plural, namespaced } = r;
  const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
  return {
    group,
    version,
    kind,
    plural,
    namespaced,
    verbs,
    collection: `${group}/${plural}`,
    storageVersion: version,
  } as unknown as Kind;
}

function apiVersionOf({ group, version }: Kind): string {
  return group ? `${group}/${version}` : version;
}

/** A store that shows what a memory client's world holds. */
export function storeOf(client: MemoryClient, list: readonly Resource<KubeObject>[], signal: AbortSignal): StoreView {
  const collections = new Map(list.map((r) => [kindOf(r).collection, r]));
  const stored = (object: KubeObject) => {
    const revision = Number(object.metadata?.resourceVersion);
    return { key: keyOf(object), revision, json: JSON.stringify(object) };
  };
  return {
    get(collection, key) {
      const r = collections.get(collection);
      const object = r && client.peek(r, splitKey(key));
      return object && stored(object);
    },
    list(collection) {
      const r = collections.get(collection);
      return { items: r ? client.all(r).map(stored) : [], revision: 0, next: undefined, remaining: 0 };
    },
    dependents(uid) {
      return [...collections].flatMap(([collection, r]) =>
        client
          .all(r)
          .filter((object) => object.metadata?.ownerReferences?.some((owner) => owner.uid === uid))
          .map((object) => ({ collection, key: keyOf(object) })),
      );
    },
    onEvent(listener) {
      for (const [collection, r] of collections) void follow({ client, r, collection, signal }, listener);
    },
  };
}

async function follow(
  o: { client: MemoryClient; r: Resource<KubeObject>; collection: string; signal: AbortSignal },
  listener: (event: StoreEvent) => void,
): Promise<void> {
  const known = new Map(o.client.all(o.r).map((object) => [keyOf(object), object as Json]));
  const { resourceVersion } = await o.client.list(o.r);
  for await (const { type, object } of o.client.watch(o.r, { resourceVersion }, o.signal)) {
    if (type === 'BOOKMARK') continue;
    const key = keyOf(object);
    const previous = known.get(key);
    if (type === 'DELETED') known.delete(key);
    else known.set(key, object as Json);
    listener({ type, collection: o.collection, key, revision: 0, object: object as Json, json: '', previous });
  }
}
