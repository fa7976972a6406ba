// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pod } from '@kubevirt-ts/kube';
import { pod, type Some } from '@kubevirt-ts/testkit';
import { inDeletionOrder } from './rank.ts';

const now = new Date('2026-01-01T01:00:00Z');
const named = (name: string, fields: Some<Pod> = {}) =>
  pod({ ...fields, metadata: { ...fields.metadata, name, uid: name } });
const running = (ready: boolean, since = '2026-01-01T00:00:00Z'): Pod['status'] => ({
  phase: 'Running',
  conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: since }],
});
const order = (pods: Pod[], neighbours = new Map<string, number>()) =>
  inDeletionOrder(pods, neighbours, now).map(({ metadata }) => metadata?.name);

test('unplaced goes before pending, pending before running, unready before ready', () => {
  const pods = [
    named('ready', { spec: { nodeName: 'a' }, status: running(true) }),
    named('unready', { spec: { nodeName: 'a' }, status: running(false) }),
    named('pending', { spec: { nodeName: 'a' }, status: { phase: 'Pending' } }),
    named('unplaced'),
  ];
  assert.deepEqual(order(pods), ['unplaced', 'pending', 'unready', 'ready']);
});

test('cost, crowding and age decide between ready pods', () => {
  const on = (name: string, nodeName: string, cost?: string, since?: string) =>
    named(name, {
      metadata: { annotations: cost ? { 'controller.kubernetes.io/pod-deletion-cost': cost } : {} },
      spec: { nodeName },
      status: running(true, since),
    });
  assert.deepEqual(order([on('dear', 'a', '5'), on('cheap', 'a', '-5'), on('free', 'a')]), ['cheap', 'free', 'dear']);
  assert.deepEqual(order([on('alone', 'b'), on('crowded', 'a')], new Map([['a', 2]])), ['crowded', 'alone']);
  assert.deepEqual(order([on('old', 'a'), on('young', 'a', undefined, '2026-01-01T00:59:00Z')]), ['young', 'old']);
});
