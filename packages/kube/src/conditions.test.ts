// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Condition, findCondition, removeCondition, setCondition } from './conditions.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

test('a transition time changes with the status only', () => {
  const first = setCondition<Condition>([], { type: 'Ready', status: 'False', reason: 'A' }, at(1));
  const second = setCondition(first, { type: 'Ready', status: 'False', reason: 'B' }, at(2));
  const third = setCondition(second, { type: 'Ready', status: 'True' }, at(3));
  assert.deepEqual(
    [first, second, third].map((list) => findCondition(list, 'Ready')?.lastTransitionTime),
    ['2026-01-01T00:00:01Z', '2026-01-01T00:00:01Z', '2026-01-01T00:00:03Z'],
  );
});

test('what changes nothing gives the same list', () => {
  const list = setCondition<Condition>(undefined, { type: 'Ready', status: 'True' }, at(1));
  assert.equal(setCondition(list, { type: 'Ready', status: 'True' }, at(2)), list);
  assert.equal(removeCondition(list, 'Paused'), list);
  assert.deepEqual(removeCondition(list, 'Ready'), []);
});
