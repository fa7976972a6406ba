// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scaledValue } from './int-or-percent.ts';

test('percentages round as asked, numbers stay', () => {
  assert.equal(scaledValue('25%', 10, 'up'), 3);
  assert.equal(scaledValue('25%', 10, 'down'), 2);
  assert.equal(scaledValue(7, 3, 'up'), 7);
  assert.equal(scaledValue('0%', 10, 'up'), 0);
  assert.equal(scaledValue('many', 10, 'up'), 0);
  assert.equal(scaledValue(undefined, 10, 'up'), 0);
});
