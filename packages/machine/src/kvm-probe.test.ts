// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kvmProbeSector } from './kvm-probe.ts';

test('the probe’s disk is one bootable sector that starts with its code', () => {
  const sector = kvmProbeSector();
  assert.equal(sector.length, 512);
  assert.equal(sector.subarray(0, 9).toString('hex'), 'b04be6e9b010e6f4f4');
  assert.equal(sector.subarray(-2).toString('hex'), '55aa');
});
