// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amountOf, quantityValue } from './quantity.ts';

test('quantities are read in all notations', () => {
  assert.equal(quantityValue('1Gi'), 2 ** 30);
  assert.equal(quantityValue('1.5k'), 1500);
  assert.equal(quantityValue('2e3'), 2000);
  assert.equal(quantityValue('100m'), 0.1);
  assert.equal(quantityValue(3), 3);
  assert.equal(quantityValue('plenty'), 0);
});

test('amounts are whole: CPUs in thousandths, the rest in units, rounded up', () => {
  assert.equal(amountOf('cpu', '0.1'), 100);
  assert.equal(amountOf('cpu', '1500m'), 1500);
  assert.equal(amountOf('cpu', '1u'), 1);
  assert.equal(amountOf('memory', '1500m'), 2);
  assert.equal(amountOf('devices.kubevirt.io/kvm', '110'), 110);
});
