// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, quiet } from '@kubevirt-ts/testkit';
import { type Answer, apiServer, configMap, listed, watched } from '../../test/api-server.ts';
import { resources } from '../resource.ts';
import { watchCache } from './watch-cache.ts';

const bookmark = (resourceVersion: string) => ({ type: 'BOOKMARK', object: { metadata: { resourceVersion } } });
const event = (type: string, name: string, version: string) => ({ type, object: configMap(name, version) });

async function follow(answers: Answer[]) {
  const server = await apiServer(answers);
  const ending = new AbortController();
  const cache = watchCache({
    client: server.client,
    resource: resources.configMaps,
    logger: quiet(),
    signal: ending.signal,
    backoff: { baseMs: 1, capMs: 2 },
    indexes: { initial: (object) => [object.metadata?.name?.charAt(0) ?? ''] },
  });
  const seen: string[] = [];
  cache.onChange(({ type, object }) =>
    seen.push(`${type} ${object.metadata?.name} ${object.metadata?.resourceVersion}`),
  );
  const stop = async () => {
    ending.abort();
    await server.close();
  };
  return { cache, seen, requests: server.requests, stop };
}

test('a list fills it, events keep it, indexes find in it, objects in it are frozen', async () => {
  const events = [event('ADDED', 'bé', '11'), event('MODIFIED', 'a', '12'), event('DELETED', 'bé', '13')];
  const { cache, seen, stop } = await follow([listed('10', { a: '1' }), watched(events, 'open')]);
  await cache.synced();
  await eventually(() => seen.length === 4);
  assert.deepEqual(seen, ['ADDED a 1', 'ADDED bé 11', 'MODIFIED a 12', 'DELETED bé 13']);
  assert.deepEqual(cache.by('initial', 'a'), cache.list());
  assert.deepEqual(cache.by('initial', 'b'), []);
  const [a] = cache.list();
  assert.equal(a?.metadata?.managedFields, undefined);
  assert.ok(Object.isFrozen(a?.metadata));
  await stop();
});

test('after a break it goes on from the last version seen, bookmarks included', async () => {
  const { seen, requests, stop } = await follow([
    listed('10', {}),
    watched([event('ADDED', 'a', '11'), bookmark('20')], 'break'),
    watched([event('DELETED', 'a', '21')], 'end'),
    watched([], 'open'),
  ]);
  await eventually(() => requests.length === 4);
  assert.deepEqual(seen, ['ADDED a 11', 'DELETED a 21']);
  assert.deepEqual(
    requests.map(({ url }) => url.searchParams.get('resourceVersion')),
    [null, '10', '20', '21'],
  );
  await stop();
});

test('410 in a watch makes it list anew, and what went meanwhile is told as deleted', async () => {
  const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } };
  const { seen, stop } = await follow([
    listed('10', { a: '1', b: '2' }),
    watched([gone], 'end'),
    listed('30', { b: '25', c: '26' }),
    watched([], 'open'),
  ]);
  await eventually(() => seen.length === 5);
  assert.deepEqual(seen, ['ADDED a 1', 'ADDED b 2', 'DELETED a 1', 'MODIFIED b 25', 'ADDED c 26']);
  await stop();
});

test('one that took the name of another is told as the end of the other', async () => {
  const other = { metadata: { namespace: 'default', name: 'a', uid: 'another', resourceVersion: '30' } };
  const { seen, stop } = await follow([
    listed('10', { a: '1' }),
    watched([{ type: 'MODIFIED', object: other }], 'open'),
  ]);
  await eventually(() => seen.length === 3);
  assert.deepEqual(seen, ['ADDED a 1', 'DELETED a 1', 'ADDED a 30']);
  await stop();
});

test('a server that fails is asked again until it works', async () => {
  const fails: Answer = (_, response) => response.writeHead(500).end();
  const { cache, stop } = await follow([fails, fails, listed('1', { a: '1' }), fails, watched([], 'open')]);
  await cache.synced();
  assert.equal(cache.list().length, 1);
  await stop();
});

test('stopped before it synced it says so', async () => {
  const { cache, stop } = await follow([() => undefined]);
  await stop();
  await assert.rejects(cache.synced(), /stopped before it had synced/);
});

test('a listener that comes late is told what there is, and one that throws harms nobody', async () => {
  const { cache, seen, stop } = await follow([listed('10', { a: '1' }), watched([], 'open')]);
  cache.onChange(() => {
    throw new Error('broken listener');
  });
  await cache.synced();
  const late: string[] = [];
  cache.onChange(({ type, object }) => late.push(`${type} ${object.metadata?.name}`));
  assert.deepEqual([seen, late], [['ADDED a 1'], ['ADDED a']]);
  await stop();
});
