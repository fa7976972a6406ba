// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ConfigMap,
  isAlreadyExists,
  isConflict,
  isExpired,
  isNotFound,
  resources,
  watchCache,
} from '@kubevirt-ts/kube';
import { node, pod } from './builders.ts';
import { eventually } from './eventually.ts';
import { memoryClient } from './memory-client.ts';
import { apiError } from './memory-store.ts';
import { quiet } from './quiet.ts';

const ref = { namespace: 'default', name: 'testpod' };
const map = (name: string, data?: Record<string, string>): ConfigMap => ({
  metadata: { namespace: 'default', name },
  data,
});

test('an update with an old version conflicts, one without a version does not', async () => {
  const client = memoryClient([pod()]);
  const old = await client.get(resources.pods, ref);
  await client.patch(resources.pods, ref, { type: 'merge', body: { metadata: { labels: { a: 'b' } } } });
  await assert.rejects(client.update(resources.pods, old), isConflict);
  delete old.metadata?.resourceVersion;
  await client.update(resources.pods, old);
  assert.equal(client.peek(resources.pods, ref)?.metadata?.labels, undefined);
});

test('a merge patch that carries a version conflicts when it is old', async () => {
  const client = memoryClient([pod()]);
  const body = { metadata: { resourceVersion: '1' } };
  await assert.rejects(client.patch(resources.pods, ref, { type: 'merge', body }), isConflict);
});

test('status is written through its subresource only, and does not count as a generation', async () => {
  const client = memoryClient([pod()]);
  const found = await client.get(resources.pods, ref);
  const stays = await client.update(resources.pods, { ...found, status: { phase: 'Running' } });
  assert.equal(stays.status, undefined);
  const written = await client.update(
    resources.pods,
    { ...found, status: { phase: 'Running' } },
    { subresource: 'status' },
  );
  assert.equal(written.status?.phase, 'Running');
  assert.equal(written.metadata?.generation, 1);
});

test('an update that changes nothing makes no version', async () => {
  const client = memoryClient([pod()]);
  const found = await client.get(resources.pods, ref);
  assert.deepEqual(await client.update(resources.pods, found), found);
});

test('finalizers hold an object until the last is gone', async () => {
  const client = memoryClient([pod({ metadata: { finalizers: ['a', 'b'] } })]);
  await client.delete(resources.pods, ref);
  assert.ok(client.peek(resources.pods, ref)?.metadata?.deletionTimestamp);
  await client.patch(resources.pods, ref, { type: 'merge', body: { metadata: { finalizers: ['b'] } } });
  assert.ok(client.peek(resources.pods, ref));
  await client.patch(resources.pods, ref, { type: 'json', body: [{ op: 'remove', path: '/metadata/finalizers/0' }] });
  assert.equal(client.peek(resources.pods, ref), undefined);
});

test('a pod on a node stays, marked, until it is deleted with no grace', async () => {
  const client = memoryClient([pod({ spec: { nodeName: 'node01' } })], { gracefulPods: true });
  await client.delete(resources.pods, ref, { gracePeriodSeconds: 60 });
  assert.equal(client.peek(resources.pods, ref)?.metadata?.deletionGracePeriodSeconds, 60);
  await client.patch(resources.pods, ref, { type: 'merge', body: { metadata: { labels: { still: 'here' } } } });
  assert.ok(client.peek(resources.pods, ref));
  await client.delete(resources.pods, ref, { gracePeriodSeconds: 0 });
  assert.equal(client.peek(resources.pods, ref), undefined);
});

test('generateName names, a taken name is refused, a delete twice is fine', async () => {
  const client = memoryClient();
  const made = await client.create(resources.configMaps, { metadata: { namespace: 'default', generateName: 'x-' } });
  assert.match(made.metadata?.name ?? '', /^x-\w{5}$/);
  await client.create(resources.configMaps, map('a'));
  await assert.rejects(client.create(resources.configMaps, map('a')), isAlreadyExists);
  await client.delete(resources.configMaps, { namespace: 'default', name: 'a' });
  await client.delete(resources.configMaps, { namespace: 'default', name: 'a' });
});

test('apply takes back what a manager no longer names, and leaves what others wrote', async () => {
  const client = memoryClient();
  const o = { fieldManager: 'me' };
  await client.apply(resources.configMaps, map('a', { one: '1', two: '2' }), o);
  await client.patch(
    resources.configMaps,
    { namespace: 'default', name: 'a' },
    { type: 'merge', body: { data: { other: 'x' } } },
  );
  const after = await client.apply(resources.configMaps, map('a', { two: '3' }), o);
  assert.deepEqual(after.data, { two: '3', other: 'x' });
});

test('a preconditioned delete of another uid is refused', async () => {
  const client = memoryClient([pod()]);
  await assert.rejects(client.delete(resources.pods, ref, { preconditions: { uid: 'other' } }), isConflict);
});

test('failures come as ordered, writes are recorded', async () => {
  const client = memoryClient([pod()]);
  client.failNext('get', 'pods', apiError(500, 'InternalError', 'no'));
  await assert.rejects(client.get(resources.pods, ref), { code: 500 });
  await client.get(resources.pods, ref);
  await client.delete(resources.pods, ref);
  assert.deepEqual(client.writes, [{ verb: 'delete', plural: 'pods', key: 'default/testpod', body: {} }]);
  await assert.rejects(client.get(resources.pods, ref), isNotFound);
});

test('a cache follows it through selectors, disconnection and expiry', async () => {
  const client = memoryClient([node(), pod({ metadata: { labels: { app: 'x' } } })]);
  const ending = new AbortController();
  const cache = watchCache({
    client,
    resource: resources.pods,
    logger: quiet(),
    signal: ending.signal,
    labelSelector: 'app in (x, y)',
    backoff: { baseMs: 1, capMs: 1 },
  });
  const seen: string[] = [];
  cache.onChange(({ type, object }) => seen.push(`${type} ${object.metadata?.name}`));
  await cache.synced();
  client.put(pod({ metadata: { name: 'second', uid: 'u2', labels: { app: 'y' } } }));
  await eventually(() => cache.get('default/second'));
  client.disconnect();
  await client.patch(resources.pods, ref, { type: 'merge', body: { metadata: { labels: { app: 'z' } } } });
  await eventually(() => !cache.get('default/testpod'));
  client.expire();
  await client.delete(resources.pods, { namespace: 'default', name: 'second' });
  await eventually(() => cache.list().length === 0);
  assert.deepEqual(seen, ['ADDED testpod', 'ADDED second', 'DELETED testpod', 'DELETED second']);
  const watch = client.watch(resources.pods, { resourceVersion: '1' }, ending.signal);
  await assert.rejects(watch[Symbol.asyncIterator]().next(), isExpired);
  ending.abort();
});
