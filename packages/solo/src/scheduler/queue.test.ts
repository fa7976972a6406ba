// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock } from '@kubevirt-ts/testkit';
import { SchedulingQueue } from './queue.ts';

test('the most important pod comes first, then the oldest', () => {
  const time = clock();
  const queue = new SchedulingQueue();
  queue.add('old', 0, time.now());
  time.advance(1);
  queue.add('young', 0, time.now());
  queue.add('important', 5, time.now());
  const order: string[] = [];
  for (let next = queue.next(time.now()); next; next = queue.next(time.now())) {
    order.push(next.key);
    queue.remove(next.key);
  }
  assert.deepEqual(order, ['important', 'old', 'young']);
});

test('what failed waits for a change, and then for its growing back-off', () => {
  const time = clock();
  const queue = new SchedulingQueue();
  queue.add('pod', 0, time.now());
  queue.failed('pod', queue.next(time.now())?.changes ?? 0, time.now());
  assert.equal(queue.waitMs(time.now()), 300_000);
  queue.changed();
  assert.equal(queue.waitMs(time.now()), 1000);
  time.advance(1000);
  queue.failed('pod', queue.next(time.now())?.changes ?? 0, time.now());
  queue.changed();
  assert.equal(queue.waitMs(time.now()), 2000);
});

test('a change during an attempt is not missed', () => {
  const time = clock();
  const queue = new SchedulingQueue();
  queue.add('pod', 0, time.now());
  const { changes } = queue.next(time.now()) ?? { changes: -1 };
  queue.changed();
  queue.failed('pod', changes, time.now());
  assert.equal(queue.waitMs(time.now()), 1000);
});
