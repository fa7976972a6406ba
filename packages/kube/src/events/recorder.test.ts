// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiError, clock, eventually, memoryClient, pod, quiet } from '@kubevirt-ts/testkit';
import { resources } from '../resource.ts';
import { recorder } from './recorder.ts';

function setup() {
  const client = memoryClient();
  const time = clock();
  const events = recorder({
    client,
    component: 'test-controller',
    host: 'host',
    logger: quiet(),
    now: time.now,
    backoff: { baseMs: 1, capMs: 1 },
  });
  return { client, time, events };
}

test('an identical event is counted, not written again; ten minutes later it is new', async () => {
  const { client, time, events } = setup();
  events.event(pod(), 'Normal', 'Started', 'it started');
  events.event(pod(), 'Normal', 'Started', 'it started');
  events.event(pod(), 'Warning', 'Failed', 'it failed');
  await events.flush();
  const found = client.all(resources.events);
  assert.deepEqual(
    found.map(({ type, reason, count, involvedObject, source }) => [
      type,
      reason,
      count,
      involvedObject.name,
      source?.component,
    ]),
    [
      ['Normal', 'Started', 2, 'testpod', 'test-controller'],
      ['Warning', 'Failed', 1, 'testpod', 'test-controller'],
    ],
  );
  time.advance(600_000);
  events.event(pod(), 'Normal', 'Started', 'it started');
  await events.flush();
  assert.equal(client.all(resources.events).length, 3);
});

test('an event that was deleted meanwhile is written anew', async () => {
  const { client, events } = setup();
  events.event(pod(), 'Normal', 'Started', 'it started');
  await events.flush();
  const { namespace, name = '' } = client.all(resources.events)[0]?.metadata ?? {};
  await client.delete(resources.events, { namespace, name });
  events.event(pod(), 'Normal', 'Started', 'it started');
  await events.flush();
  assert.equal(client.all(resources.events)[0]?.count, 1);
});

test('an object that says too much is cut short, and a server that refuses is no one elses trouble', async () => {
  const { client, events } = setup();
  client.failNext('create', 'events', apiError(403, 'Forbidden', 'no'));
  for (let i = 0; i < 40; i++) events.event(pod(), 'Normal', 'Chatty', `message ${i}`);
  events.event(pod({ metadata: { name: 'quiet', uid: 'other' } }), 'Normal', 'Chatty', 'one');
  await events.flush();
  assert.equal(client.all(resources.events).length, 25);
});

test('while the server is away an event waits; at the end it is given up', async () => {
  const { client, events } = setup();
  client.failNext('create', 'events', apiError(503, 'ServiceUnavailable', 'away'), 3);
  events.event(pod(), 'Normal', 'Started', 'it started');
  await eventually(() => client.all(resources.events).length === 1);
  client.failNext('create', 'events', apiError(503, 'ServiceUnavailable', 'away'), 100);
  events.event(pod(), 'Normal', 'Stopped', 'it stopped');
  await events.flush();
  assert.equal(client.all(resources.events).length, 1);
});
