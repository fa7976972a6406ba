// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantityMillis, quantityNanos, quantityValue } from './quantity.ts';

test('a quantity is read exactly, in any of its notations', () => {
  assert.equal(quantityValue('1Ki'), 1024);
  assert.equal(quantityValue('1.5Gi'), 1610612736);
  assert.equal(quantityValue('2k'), 2000);
  assert.equal(quantityValue('1e3'), 1000);
  assert.equal(quantityValue('12E'), 12e18);
  assert.equal(quantityMillis('0.057'), 57);
  assert.equal(quantityMillis('1001m'), 1001);
  assert.equal(quantityMillis('2'), 2000);
  assert.equal(quantityNanos('-1n'), -1n);
});

test('what does not divide is rounded up', () => {
  assert.equal(quantityValue('1500m'), 2);
  assert.equal(quantityValue('1n'), 1);
  assert.equal(quantityMillis('100u'), 1);
  assert.equal(quantityNanos('0.0000000001'), 1n);
});

test('what is no quantity is told', () => {
  for (const text of ['', 'x', '1 Gi', '1kI', '--1', '1.2.3', '.', '1KiB'])
    assert.equal(quantityNanos(text), undefined);
  assert.equal(quantityValue('junk'), 0);
});
