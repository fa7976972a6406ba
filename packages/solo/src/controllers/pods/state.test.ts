// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pod } from '@kubevirt-ts/testkit';
import { availableInMs, isActive, isAvailable } from './state.ts';

const now = new Date('2026-01-01T00:01:00Z');
const ready = pod({
  status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:50Z' }] },
});

test('a pod is available when it was ready for long enough', () => {
  assert.equal(availableInMs(ready, 30, now), 20_000);
  assert.ok(isAvailable(ready, 10, now));
  assert.ok(!isAvailable(ready, 11, now));
  assert.equal(availableInMs(pod(), 0, now), undefined);
});

test('a pod that ended or is being deleted is not active', () => {
  assert.ok(isActive(pod()));
  assert.ok(!isActive(pod({ status: { phase: 'Failed' } })));
  assert.ok(!isActive(pod({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })));
});
