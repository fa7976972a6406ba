// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kvmProbeDisk } from './kvm-probe.ts';

test('the first sector of the probe’s disk is bootable and starts with its code', () => {
  const disk = kvmProbeDisk();
  assert.equal(disk.subarray(0, 9).toString('hex'), 'b04be6e9b010e6f4f4');
  assert.equal(disk.subarray(510, 512).toString('hex'), '55aa');
});
