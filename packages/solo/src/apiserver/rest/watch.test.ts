// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { RestWorld, widget } from '../../../test/rest-world.ts';
import type { Json } from '../kind.ts';

const things = '/api/v1/namespaces/a/things';
const merge = { headers: { 'content-type': 'application/merge-patch+json' } };

describe('watching', () => {
  let world: RestWorld;
  beforeEach(async () => {
    world = new RestWorld({ bookmarkMs: 1 });
    await world.namespaces('a');
    await world.send('POST', things, { metadata: { name: 'x', labels: { app: 'one' } } });
  });
  afterEach(() => world[Symbol.dispose]());

  it('begins with what there is, unless told from where', async () => {
    for (const version of ['', '&resourceVersion=0']) {
      const watch = await world.follow(`${things}?watch=true${version}`);
      const next = watch.names(2);
      await world.send('POST', things, { metadata: { name: `y${version.length}` } });
      assert.deepEqual((await next)[0], 'ADDED x');
      await watch.end();
    }
    const from = await world.follow(`${things}?watch=true&resourceVersion=${world.store.revision}`);
    const next = from.names(1);
    await world.send('DELETE', `${things}/x`);
    assert.deepEqual(await next, ['DELETED x']);
    await from.end();
  });

  it('tells who comes into a selection and who leaves it', async () => {
    const watch = await world.follow(`${things}?watch=true&labelSelector=app=one`);
    assert.deepEqual(await watch.names(1), ['ADDED x']);
    await world.send('PATCH', `${things}/x`, { data: { a: 1 } }, merge);
    await world.send('PATCH', `${things}/x`, { metadata: { labels: { app: 'two' } } }, merge);
    await world.send('PATCH', `${things}/x`, { data: { a: 2 } }, merge);
    await world.send('PATCH', `${things}/x`, { metadata: { labels: { app: 'one' } } }, merge);
    assert.deepEqual(await watch.names(1), ['MODIFIED x']);
    const left = await watch.next();
    assert.equal(left?.type, 'DELETED');
    assert.deepEqual(left?.object.metadata?.labels, { app: 'one' });
    assert.deepEqual(await watch.names(1), ['ADDED x']);
    await world.send('DELETE', `${things}/x`);
    assert.deepEqual(await watch.names(1), ['DELETED x']);
    await watch.end();
  });

  it('sends bookmarks, the first when all there was is told', async () => {
    const query = 'watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan';
    const watch = await world.follow(`${things}?${query}`);
    assert.deepEqual(await watch.names(1), ['ADDED x']);
    const end = await watch.next();
    assert.deepEqual(
      [end?.type, end?.object.metadata?.annotations],
      ['BOOKMARK', { 'k8s.io/initial-events-end': 'true' }],
    );
    const next = await watch.next();
    assert.deepEqual([next?.type, next?.object.metadata?.resourceVersion], ['BOOKMARK', String(world.store.revision)]);
    await watch.end();
  });

  it('follows revisions of other collections in bookmarks', async () => {
    const watch = await world.follow(
      `${things}?watch=true&allowWatchBookmarks=true&resourceVersion=${world.store.revision}`,
    );
    await world.namespaces('b');
    for (;;) {
      const line = await watch.next();
      assert.equal(line?.type, 'BOOKMARK');
      if (line.object.metadata?.resourceVersion === String(world.store.revision)) break;
    }
    await watch.end();
  });

  it('says when the past is gone', async () => {
    await world.send('DELETE', `${things}/x`);
    world.store.compact(world.store.revision);
    const watch = await world.follow(`${things}?watch=true&resourceVersion=1`);
    const line = await watch.next();
    assert.equal(line?.type, 'ERROR');
    const status = line?.object as { code?: number; reason?: string };
    assert.deepEqual([status.code, status.reason], [410, 'Expired']);
    assert.equal(await watch.next(), undefined);
  });

  it('ends when its kind goes, and stays when another does', async () => {
    world.kinds.replace('other.com', 'widgets', [widget({ group: 'other.com', collection: 'other.com/widgets' })]);
    const url = '/apis/other.com/v1/widgets?watch=true';
    const watch = await world.follow(url);
    const staying = await world.follow('/apis/example.com/v1/widgets?watch=true');
    const [next, other] = [watch.next(), staying.next()];
    world.kinds.replace('other.com', 'widgets', []);
    assert.equal(await next, undefined);
    assert.equal((await world.send('GET', url)).status, 404);
    await world.send('POST', '/apis/example.com/v1/namespaces/a/widgets', {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w' },
    });
    assert.equal((await other)?.type, 'ADDED');
    await staying.end();
  });

  it('ends when its time is up', async () => {
    using own = new RestWorld({ watchTimeoutMs: () => 1 });
    const watch = await own.follow('/api/v1/things?watch=true');
    assert.equal(await watch.next(), undefined);
  });

  it('refuses what makes no sense', async () => {
    const message = async (query: string) => (await world.send('GET', `${things}?watch=true&${query}`)).body.message;
    assert.match(
      String(await message('resourceVersionMatch=Exact&resourceVersion=1')),
      /is forbidden for watch unless/,
    );
    assert.match(
      String(await message('sendInitialEvents=true')),
      /sendInitialEvents requires setting resourceVersionMatch/,
    );
    assert.match(String(await message('resourceVersion=abc')), /parsing "abc": invalid syntax$/);
  });

  it('gives tables, with columns in the first line only', async () => {
    const watch = await world.follow(`${things}?watch=true`, {
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
    });
    await world.send('POST', things, { metadata: { name: 'y' } });
    const [first, second] = [await watch.next(), await watch.next()];
    const columns = [first, second].map((line) => (line?.object.columnDefinitions as unknown[] | undefined)?.length);
    assert.deepEqual(columns, [1, undefined]);
    await watch.end();
  });

  it('converts events to the version that is watched', async () => {
    const group = 'other.com';
    const collection = 'other.com/widgets';
    const resized = (object: Json): Json => ({ ...object, spec: { ...(object.spec as object), size: 9 } });
    const first = widget({ group, collection, convert: async (objects) => objects.map(resized) });
    const convert = async (objects: Json[]) => structuredClone(objects);
    const second = widget({ group, collection, version: 'v2', storageVersion: 'v1', convert });
    world.kinds.replace(group, 'widgets', [first, second]);
    const url = '/apis/other.com/v2/namespaces/a/widgets';
    const watch = await world.follow(`${url}?watch=true`);
    const made = await world.send('POST', url, {
      apiVersion: 'other.com/v2',
      kind: 'Widget',
      metadata: { name: 'w' },
      spec: { size: 1 },
    });
    assert.deepEqual([made.body.apiVersion, made.body.spec], ['other.com/v2', { size: 9 }]);
    const line = await watch.next();
    assert.deepEqual([line?.object.apiVersion, line?.object.spec], ['other.com/v2', { size: 9 }]);
    const stored = JSON.parse(world.store.get(collection, 'a/w')?.json ?? '') as { apiVersion: string };
    assert.equal(stored.apiVersion, 'other.com/v1');
    await watch.end();
  });
});
