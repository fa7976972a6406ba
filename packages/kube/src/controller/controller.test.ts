// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, memoryClient, pod, quiet } from '@kubevirt-ts/testkit';
import { watchCache } from '../cache/watch-cache.ts';
import { Registry } from '../metrics.ts';
import { resources } from '../resource.ts';
import { controller, type Reconcile } from './controller.ts';
import { source } from './source.ts';

function run(reconcile: Reconcile, o: { workers?: number; metrics?: Registry } = {}) {
  const ending = new AbortController();
  const made = controller({
    name: 'test',
    logger: quiet(),
    signal: ending.signal,
    reconcile,
    sources: [],
    backoff: { baseMs: 1, capMs: 2 },
    ...o,
  });
  return { made, stop: () => ending.abort() };
}

test('a key added while it is worked on is worked on once more, and never twice at once', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let begun = 0;
  const { made, stop } = run(async () => gates[begun++]?.promise, { workers: 4 });
  made.enqueue('a');
  await eventually(() => begun === 1);
  for (let i = 0; i < 5; i++) made.enqueue('a');
  assert.equal(begun, 1);
  gates[0]?.resolve();
  await eventually(() => begun === 2);
  gates[1]?.resolve();
  stop();
  await made.stopped;
  assert.equal(begun, 2);
});

test('a failure is tried again, a result comes again after its time', async () => {
  const seen: string[] = [];
  const { made, stop } = run(async (key) => {
    seen.push(key);
    if (seen.length < 3) throw new Error('not yet');
    return seen.length < 5 ? { afterMs: 1 } : undefined;
  });
  made.enqueue('a');
  await eventually(() => seen.length === 5);
  stop();
  await made.stopped;
});

test('when it is ended it finishes what it began and begins nothing', async () => {
  const gate = Promise.withResolvers<void>();
  const seen: string[] = [];
  const { made, stop } = run(async (key) => {
    seen.push(key);
    await gate.promise;
  });
  made.enqueue('a');
  made.enqueue('b');
  await eventually(() => seen.length === 1);
  stop();
  made.enqueue('c');
  let isStopped = false;
  void made.stopped.then(() => {
    isStopped = true;
  });
  await eventually(() => Promise.resolve(true));
  assert.equal(isStopped, false);
  gate.resolve();
  await made.stopped;
  assert.deepEqual(seen, ['a']);
});

test('it starts when its caches have synced, with the keys of what they hold', async () => {
  const client = memoryClient([pod({ metadata: { name: 'a' } }), pod({ metadata: { name: 'b' } })]);
  const ending = new AbortController();
  const { signal } = ending;
  const pods = watchCache({ client, resource: resources.pods, logger: quiet(), signal });
  const seen: string[] = [];
  const made = controller({
    name: 'test',
    logger: quiet(),
    signal,
    sources: [source(pods), source(pods, (object) => [`node/${object.spec?.nodeName ?? 'none'}`])],
    async reconcile(key) {
      seen.push(key);
    },
  });
  await eventually(() => seen.length === 3);
  assert.deepEqual(seen.toSorted(), ['default/a', 'default/b', 'node/none']);
  client.put(pod({ metadata: { name: 'a' }, spec: { nodeName: 'n' } }));
  await eventually(() => seen.length === 6);
  assert.deepEqual(seen.slice(3).toSorted(), ['default/a', 'node/n', 'node/none']);
  ending.abort();
  await made.stopped;
});

test('its queue is measured under the names KubeVirt uses', async () => {
  const metrics = new Registry();
  const { made, stop } = run(async () => undefined, { metrics });
  made.enqueue('a');
  await eventually(async () =>
    (await metrics.metrics()).includes('kubevirt_workqueue_work_duration_seconds_count{name="test"} 1'),
  );
  const text = await metrics.metrics();
  assert.match(text, /kubevirt_workqueue_adds_total\{name="test"\} 1/);
  assert.match(text, /kubevirt_workqueue_depth\{name="test"\} 0/);
  stop();
  await made.stopped;
});
