// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyJsonPatch } from '@kubevirt-ts/kube';
import { jsonDiff } from './json-diff.ts';

const cases: [string, unknown, unknown, number][] = [
  ['nothing', { a: 1 }, { a: 1 }, 0],
  ['a new field', {}, { a: { b: 1 } }, 1],
  ['a field that goes', { a: 1, b: 2 }, { b: 2 }, 1],
  ['a nested field', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, 1],
  ['a key with slashes', { 'x/y~z': 1 }, { 'x/y~z': 2 }, 1],
  ['items added', { a: [1] }, { a: [1, 2, 3] }, 2],
  ['an item changed', { a: [{ n: 1 }, { n: 2 }] }, { a: [{ n: 1 }, { n: 2, m: 3 }] }, 1],
  ['items removed', { a: [1, 2] }, { a: [2] }, 1],
  ['another type', { a: [1] }, { a: { b: 1 } }, 1],
];

test('a patch makes the one of the other, with one operation a change', () => {
  for (const [name, before, after, operations] of cases) {
    const patch = jsonDiff(before, after);
    assert.deepEqual(applyJsonPatch(before, patch), after, name);
    assert.equal(patch.length, operations, name);
  }
});
