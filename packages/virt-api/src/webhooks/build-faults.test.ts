// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachineInstanceSpec } from '@kubevirt-ts/api';
import { buildFaults } from './build-faults.ts';

const spec = (machine: string): VirtualMachineInstanceSpec => ({ domain: { devices: {}, machine: { type: machine } } });

test('what no machine can be built from is named with its path in the VM', () => {
  const [fault, ...more] = buildFaults({ spec: spec('microvm'), path: 'spec.template.spec' });
  assert.deepEqual(more, []);
  assert.equal(fault?.field, 'spec.template.spec.domain.machine.type');
});

test('a spec that stays as it is, is not judged again', () => {
  assert.deepEqual(buildFaults({ spec: spec('microvm'), old: spec('microvm'), path: 'spec' }), []);
  assert.deepEqual(buildFaults({ spec: spec('q35'), path: 'spec' }), []);
});
