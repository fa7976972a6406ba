// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { refKey } from '@kubevirt-ts/kube';
import type { Json } from '../src/apiserver/kind.ts';
import type { ApiRequest, User } from '../src/apiserver/request.ts';
import { requestInfo } from '../src/apiserver/request-info.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';

/** A store that ends with the tests, and an easy way to put objects into it. */
export function testStore(now: () => Date = () => new Date()): Store & {
  put1(collection: string, object: object): Promise<Json>;
  remove1(collection: string, object: Json): Promise<void>;
} {
  const directory = mkdtempSync(join(tmpdir(), 'solo-auth-'));
  const store = openStore(join(directory, 'state.db'), { now });
  after(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });
  const keyOf = (object: Json) => refKey({ namespace: object.metadata?.namespace, name: object.metadata?.name ?? '' });
  return Object.assign(store, {
    async put1(collection: string, given: object) {
      const object = given as Json;
      const key = keyOf(object);
      const known = store.get(collection, key);
      const old = known && (JSON.parse(known.json) as Json);
      const metadata = { uid: old?.metadata?.uid ?? randomUUID(), ...object.metadata };
      const stored = await store.put(collection, key, { ...object, metadata }, known?.revision ?? 0);
      return JSON.parse(stored.json) as Json;
    },
    async remove1(collection: string, object: Json) {
      const key = keyOf(object);
      await store.remove(collection, key, object, store.get(collection, key)?.revision ?? 0);
    },
  });
}

/** A request as handlers take it. */
export function apiRequest(
  method: string,
  url: string,
  o: { user?: User; body?: object; headers?: Record<string, string> } = {},
): ApiRequest {
  const [path = '', search = ''] = url.split('?');
  const query = new URLSearchParams(search);
  return {
    method,
    path,
    query,
    headers: o.headers ?? {},
    body: o.body,
    user: o.user ?? { name: 'admin', groups: ['system:masters'] },
    info: requestInfo(method, path, query),
    signal: new AbortController().signal,
    warnings: [],
  };
}
