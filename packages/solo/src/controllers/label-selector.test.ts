// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEmptySelector, selects } from './label-selector.ts';

test('all labels and all expressions must hold', () => {
  const selector = {
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['a', 'b'] },
      { key: 'old', operator: 'DoesNotExist' },
    ],
  };
  assert.ok(selects(selector, { app: 'web', tier: 'b' }));
  assert.ok(!selects(selector, { app: 'web', tier: 'c' }));
  assert.ok(!selects(selector, { app: 'web', tier: 'a', old: '' }));
  assert.ok(!selects(selector, undefined));
});

test('NotIn holds for a label that is absent; an unknown operator never holds', () => {
  const notIn = { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['a'] }] };
  assert.ok(selects(notIn, {}));
  assert.ok(!selects(notIn, { tier: 'a' }));
  assert.ok(!selects({ matchExpressions: [{ key: 'tier', operator: 'Near' }] }, { tier: 'a' }));
});

test('an empty selector takes everything, an absent one nothing', () => {
  assert.ok(selects({}, { any: 'thing' }));
  assert.ok(isEmptySelector({}) && !isEmptySelector({ matchLabels: { a: 'b' } }));
  assert.ok(!selects(undefined, {}));
});
