// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyMergePatch } from '@kubevirt-ts/kube';
import { mergeDiff } from './merge-diff.ts';

const pairs: [unknown, unknown, unknown][] = [
  [{ a: 1 }, { a: 1 }, undefined],
  [{ a: 1 }, { a: 2 }, { a: 2 }],
  [{ a: 1, b: 1 }, { a: 1 }, { b: null }],
  [{ a: 1 }, { a: undefined }, { a: null }],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 3 } }],
  [{ a: [1, 2] }, { a: [2] }, { a: [2] }],
  [{}, { a: { b: 1 } }, { a: { b: 1 } }],
];

for (const [from, to, expected] of pairs) {
  test(`from ${JSON.stringify(from)} to ${JSON.stringify(to)}`, () => {
    const patch = mergeDiff(from, to);
    assert.deepEqual(patch, expected);
    const after = applyMergePatch(from, patch ?? {});
    assert.deepEqual(after, JSON.parse(JSON.stringify(to)));
  });
}
