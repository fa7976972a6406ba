// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilityLabels, labelChanges } from './labels.ts';
import { readProcessor } from './processor.ts';

const emulator = {
  machineTypes: ['pc-i440fx-10.0', 'pc-q35-10.0', 'q35'],
  cpuModels: [
    { name: 'Nehalem', features: ['sse4.1', 'nx'], emulated: true },
    { name: 'Haswell', features: ['sse4.1', 'avx2'], emulated: false },
    { name: '486', features: [], emulated: true },
  ],
  emulatedFeatures: ['sse4.1', 'nx'],
};
const processor = readProcessor('vendor_id\t: GenuineIntel\nflags\t\t: fpu sse4_1 avx2 tsc_deadline_timer\n');
const facts = { emulator, processor, emulatedMachines: ['q35*', 'pc-q35*'], obsoleteCpuModels: { '486': true } };

test('emulation and KVM offer different processors', () => {
  assert.deepEqual(Object.keys(capabilityLabels({ ...facts, useEmulation: true })).sort(), [
    'cpu-feature.node.kubevirt.io/nx',
    'cpu-feature.node.kubevirt.io/sse4.1',
    'cpu-model.node.kubevirt.io/Nehalem',
    'cpu-vendor.node.kubevirt.io/Intel',
    'machine-type.node.kubevirt.io/pc-q35-10.0',
    'machine-type.node.kubevirt.io/q35',
  ]);
  const kvm = Object.keys(capabilityLabels({ ...facts, useEmulation: false }));
  assert.ok(kvm.includes('cpu-model.node.kubevirt.io/Haswell') && !kvm.includes('cpu-model.node.kubevirt.io/Nehalem'));
});

test('only labels of virt-handler’s own that are not true any more go', () => {
  const present = {
    'kubernetes.io/hostname': 'node01',
    'kubevirt.io/schedulable': 'true',
    'kubevirt.io/kvm': 'true',
    'cpu-model.node.kubevirt.io/Nehalem': 'true',
    'cpu-model.node.kubevirt.io/Gone': 'true',
  };
  const capabilities = { 'cpu-model.node.kubevirt.io/Nehalem': 'true' };
  assert.deepEqual(labelChanges(present, true, capabilities), { 'cpu-model.node.kubevirt.io/Gone': null });
  assert.deepEqual(labelChanges(present, false, undefined), { 'kubevirt.io/schedulable': 'false' });
  assert.equal(labelChanges(present, true, undefined), undefined);
});
