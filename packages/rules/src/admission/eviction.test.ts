// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { vmi } from '@kubevirt-ts/testkit';
import { clusterConfig } from '../config/index.ts';
import { decideEviction, type EvictedPod, evictionSource } from './eviction.ts';

const config = clusterConfig(undefined);
const uid = '11111111-1111-4111-8111-111111111111';
const pod = (over: Partial<EvictedPod> = {}): EvictedPod => ({
  metadata: {
    name: 'virt-launcher-testvmi-abcde',
    uid: 'pod-1',
    ownerReferences: [{ kind: 'VirtualMachineInstance', name: 'testvmi', uid, controller: true }],
  },
  spec: { nodeName: 'node01' },
  status: { phase: 'Running' },
  ...over,
});
const running = (strategy?: string, migratable?: boolean, more = {}): VirtualMachineInstance =>
  vmi({
    spec: { evictionStrategy: strategy },
    status: {
      nodeName: 'node01',
      activePods: { 'pod-1': 'node01' },
      conditions: migratable === undefined ? [] : [{ type: 'LiveMigratable', status: migratable ? 'True' : 'False' }],
      ...more,
    },
  });

test('without a strategy, and with None, the eviction passes', () => {
  assert.deepEqual(decideEviction(pod(), running(), config), { do: 'pass' });
  assert.deepEqual(decideEviction(pod(), running('None', true), config), { do: 'pass' });
});

test('LiveMigrate of a VMI that cannot migrate is refused', () => {
  assert.deepEqual(decideEviction(pod(), running('LiveMigrate', false), config), {
    do: 'deny',
    message: 'VMI testvmi is configured with an eviction strategy but is not live-migratable',
  });
});

test('LiveMigrateIfPossible lets a VMI go that cannot migrate', () => {
  assert.deepEqual(decideEviction(pod(), running('LiveMigrateIfPossible', false), config), { do: 'pass' });
});

test('a VMI that can migrate, or has somebody else to care, is marked', () => {
  const marked = {
    do: 'mark',
    nodeName: 'node01',
    message: 'Eviction triggered evacuation of VMI "default/testvmi"',
  };
  assert.deepEqual(decideEviction(pod(), running('LiveMigrate', true), config), marked);
  assert.deepEqual(decideEviction(pod(), running('LiveMigrateIfPossible', true), config), marked);
  assert.deepEqual(decideEviction(pod(), running('External', false), config), marked);
});

test('the cluster’s strategy counts where the VMI has none', () => {
  const strict = clusterConfig({ spec: { configuration: { evictionStrategy: 'LiveMigrate' } } });
  assert.equal(decideEviction(pod(), running(undefined, false), strict).do, 'deny');
});

test('a marked VMI is not marked again, and its target pod stays', () => {
  assert.deepEqual(decideEviction(pod(), running('External', true, { evacuationNodeName: 'node01' }), config), {
    do: 'deny',
    message: 'Evacuation in progress: Eviction triggered evacuation of VMI "default/testvmi"',
  });
  assert.deepEqual(decideEviction(pod({ spec: { nodeName: 'node02' } }), running('External', true), config), {
    do: 'deny',
    message: 'Eviction request for target Pod',
  });
});

test('a finished pod may go', () => {
  assert.deepEqual(decideEviction(pod({ status: { phase: 'Failed' } }), running('LiveMigrate', false), config), {
    do: 'pass',
  });
});

test('CVE-2025-64435: a pod that only looks like a launcher does not act on the VMI', () => {
  const impostor = pod({
    metadata: {
      name: 'virt-launcher-testvmi-evil',
      uid: 'pod-evil',
      annotations: { 'kubevirt.io/domain': 'testvmi' },
      ownerReferences: [],
    },
  });
  assert.deepEqual(decideEviction(impostor, running('External', true), config), { do: 'pass' });
  const claiming = pod({ metadata: { ...pod().metadata, uid: 'pod-evil' } });
  assert.deepEqual(decideEviction(claiming, running('External', true), config), { do: 'pass' });
});

test('the descheduler is known by its annotation', () => {
  assert.equal(
    evictionSource({ metadata: { annotations: { 'requested-by': 'sigs.k8s.io/descheduler' } } }),
    'descheduler',
  );
  assert.equal(evictionSource({}), undefined);
});
