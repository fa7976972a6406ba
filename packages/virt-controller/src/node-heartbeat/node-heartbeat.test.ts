// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resources } from '@kubevirt-ts/kube';
import { eventually, node } from '@kubevirt-ts/testkit';
import { TryWorld } from '../../test/try-world.ts';
import { decide } from './decide.ts';

const at = (heartbeat: string, schedulable = 'true') =>
  node({
    metadata: {
      annotations: { 'kubevirt.io/heartbeat': heartbeat },
      labels: { 'kubevirt.io/schedulable': schedulable },
    },
  });
const now = new Date('2026-01-01T00:10:00Z');

test('a node is looked at again when its heartbeat could be too old', () => {
  assert.deepEqual(decide(at('2026-01-01T00:09:00Z'), now), { do: 'wait', afterMs: 241_000 });
});

test('a node whose agent is silent for more than five minutes is taken out, once', () => {
  assert.deepEqual(decide(at('2026-01-01T00:04:59Z'), now), { do: 'take-out' });
  assert.deepEqual(decide(at('2026-01-01T00:04:59Z', 'false'), now), { do: 'nothing' });
});

test('a node without an agent is left alone', () => assert.deepEqual(decide(node(), now), { do: 'nothing' }));

test('taking a node out is a label and an event', async () => {
  await using world = new TryWorld(at('2025-12-31T23:00:00Z'));
  await eventually(
    () => world.client.all(resources.nodes)[0]?.metadata?.labels?.['kubevirt.io/schedulable'] === 'false',
  );
  assert.equal(world.told.at(-1)?.reason, 'NodeUnresponsive');
});
