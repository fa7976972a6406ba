// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachine } from '@kubevirt-ts/api';
import { mirroredConditions } from './conditions.ts';
import { firmwareUuid, instanceFromVm, startRevisionName } from './instance-from-vm.ts';
import { needsRestart } from './restart-required.ts';

const vm: VirtualMachine = {
  metadata: {
    name: 'testvm',
    namespace: 'ns',
    uid: 'u',
    generation: 3,
    annotations: { mine: 'x' },
    labels: { mine: 'x' },
  },
  spec: {
    runStrategy: 'Always',
    template: {
      metadata: { labels: { app: 'a' }, annotations: { note: 'b' } },
      spec: { domain: { devices: { autoattachInputDevice: true } } },
    },
  },
};

test('a VMI has the labels and annotations of the template, not those of the VM', () => {
  const { metadata, status } = instanceFromVm(vm, { paused: false });
  assert.deepEqual(metadata?.labels, { app: 'a' });
  assert.deepEqual(metadata?.annotations, { note: 'b', 'kubevirt.io/vm-generation': '3' });
  assert.deepEqual(metadata?.finalizers, ['kubevirt.io/virtualMachineControllerFinalize']);
  assert.equal(metadata?.ownerReferences?.[0]?.uid, 'u');
  assert.equal(status?.virtualMachineRevisionName, 'revision-start-vm-u-3');
  assert.equal(startRevisionName(vm), 'revision-start-vm-u-3');
});

test('a VMI is started paused only when asked', () => {
  assert.equal(instanceFromVm(vm, { paused: true }).spec.startStrategy, 'Paused');
  assert.equal(instanceFromVm(vm, { paused: false }).spec.startStrategy, undefined);
});

test('an input device is attached when wanted and none is there', () => {
  assert.equal(instanceFromVm(vm, { paused: false }).spec.domain.devices.inputs?.[0]?.name, 'default-0');
});

test('a firmware UUID is of version 5 and stays the same', () => {
  const uuid = instanceFromVm(vm, { paused: false }).spec.domain.firmware?.uuid;
  assert.match(uuid ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(uuid, firmwareUuid('testvm'));
  // As RFC 4122 computes it, checked with another implementation.
  assert.equal(firmwareUuid('testvmi'), 'f8918e71-270a-598e-a2a4-1afac39e1394');
});

test('the VM itself is not changed by making its VMI', () => {
  const before = structuredClone(vm);
  instanceFromVm(vm, { paused: true });
  assert.deepEqual(vm, before);
});

test('any change of the template asks for a restart, but for a firmware UUID filled in and the order of keys', () => {
  const started = vm.spec;
  const changed = structuredClone(started);
  assert.equal(needsRestart(started, changed), false);
  changed.template.spec!.domain.firmware = { uuid: 'x' };
  assert.equal(needsRestart(started, { ...changed, runStrategy: 'Halted' }), false);
  changed.template.spec!.domain.cpu = { cores: 2 };
  assert.equal(needsRestart(started, changed), true);
});

test('conditions of the VMI are mirrored, those that say the same keep their times', () => {
  const old = { type: 'Ready', status: 'True', lastTransitionTime: 'then' };
  const failure = { type: 'Failure', status: 'True', reason: 'FailedCreate' };
  const vmi = { ...instanceFromVm(vm, { paused: false }) };
  vmi.status = {
    conditions: [
      { type: 'Ready', status: 'True', lastTransitionTime: 'now', lastProbeTime: 'now' },
      { type: 'LiveMigratable', status: 'False', reason: 'NotMigratable' },
    ],
  };
  assert.deepEqual(mirroredConditions([old, failure, { type: 'Paused', status: 'True' }], vmi, 'now'), [
    old,
    { type: 'LiveMigratable', status: 'False', reason: 'NotMigratable' },
    failure,
  ]);
});

test('a VM without a VMI, or with one that says nothing yet, is not ready', () => {
  assert.equal(mirroredConditions([], undefined, 'now')[0]?.reason, 'VMINotExists');
  assert.equal(mirroredConditions([], instanceFromVm(vm, { paused: false }), 'now')[0]?.reason, 'VMIConditionMissing');
});
