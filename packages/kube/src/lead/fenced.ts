// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Client } from '../client/client.ts';

/** A client that refuses to write while `mayWrite` says no; reading always works. */
export function fenced(client: Client, mayWrite: () => boolean): Client {
  const check = () => {
    if (!mayWrite()) throw new Error('not written: the lease is no longer held');
  };
  return {
    get: (r, ref) => client.get(r, ref),
    find: (r, ref) => client.find(r, ref),
    list: (r, o) => client.list(r, o),
    watch: (r, o, signal) => client.watch(r, o, signal),
    async create(r, object, o) {
      check();
      return client.create(r, object, o);
    },
    async update(r, object, o) {
      check();
      return client.update(r, object, o);
    },
    async patch(r, ref, patch, o) {
      check();
      return client.patch(r, ref, patch, o);
    },
    async apply(r, object, o) {
      check();
      return client.apply(r, object, o);
    },
    async delete(r, ref, o) {
      check();
      return client.delete(r, ref, o);
    },
    async raw(method, path, body) {
      if (method !== 'GET') check();
      return client.raw(method, path, body);
    },
  };
}
