// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type KubeObject, resource, watchCache } from '@kubevirt-ts/kube';
import { eventually, quiet } from '@kubevirt-ts/testkit';
import { RestWorld } from '../../test/rest-world.ts';

interface Thing extends KubeObject {
  data?: Record<string, string>;
}
const things = resource<Thing>('v1', 'Thing', 'things', true);
const thing = (name: string, data?: Record<string, string>): Thing => ({ metadata: { name, namespace: 'a' }, data });

describe('the client in process', () => {
  it('does all that a client does', async () => {
    using world = new RestWorld();
    await world.namespaces('a');
    const { client } = world;
    const made = await client.create(things, thing('x', { a: '1' }));
    assert.equal(made.kind, 'Thing');
    assert.deepEqual((await client.get(things, { namespace: 'a', name: 'x' })).data, { a: '1' });
    assert.equal(await client.find(things, { namespace: 'a', name: 'y' }), undefined);
    await client.update(things, { ...made, data: { a: '2' } });
    await assert.rejects(client.update(things, { ...made, data: { a: '3' } }), { code: 409 });
    const patched = await client.patch(
      things,
      { namespace: 'a', name: 'x' },
      { type: 'merge', body: { data: { b: '3' } } },
    );
    assert.deepEqual(patched.data, { a: '2', b: '3' });
    const applied = await client.apply(things, thing('y', { c: '4' }), { fieldManager: 'me' });
    assert.deepEqual(applied.data, { c: '4' });
    for (let i = 0; i < 5; i++) await client.create(things, thing(`z${i}`));
    const { items } = await client.list(things, { namespace: 'a', limit: 2 });
    assert.equal(items.length, 7);
    assert.equal(items[0]?.apiVersion, 'v1');
    await client.delete(things, { namespace: 'a', name: 'x' });
    await client.delete(things, { namespace: 'a', name: 'x' });
    const raw = (await client.raw('GET', '/api/v1/namespaces/a/things?labelSelector=none')) as { items: unknown[] };
    assert.deepEqual(raw.items, []);
    await assert.rejects(client.get(things, { namespace: 'a', name: 'x' }), /^ApiError: GET .*things "x" not found$/);
  });

  it('feeds a cache, with objects parsed once for all caches', async () => {
    using world = new RestWorld();
    await world.namespaces('a');
    const { client } = world;
    const stop = new AbortController();
    const make = () => watchCache({ client, resource: things, logger: quiet(), signal: stop.signal });
    const [one, two] = [make(), make()];
    await Promise.all([one.synced(), two.synced()]);
    await client.create(things, thing('x', { a: '1' }));
    await eventually(() => one.get('a/x') !== undefined && two.get('a/x') !== undefined);
    const found = one.get('a/x');
    assert.equal(found, two.get('a/x'));
    assert.ok(Object.isFrozen(found) && Object.isFrozen(found?.data));
    assert.equal(found?.metadata?.managedFields, undefined);
    await client.delete(things, { namespace: 'a', name: 'x' });
    await eventually(() => one.get('a/x') === undefined);
    stop.abort();
  });

  it('goes on after the past was compacted away', async () => {
    using world = new RestWorld();
    await world.namespaces('a');
    world.store.compact(world.store.revision);
    const watch = world.client.watch(things, { resourceVersion: '1' }, new AbortController().signal);
    await assert.rejects(watch[Symbol.asyncIterator]().next(), { code: 410 });
  });
});
