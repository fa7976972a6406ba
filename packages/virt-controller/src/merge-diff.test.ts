// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyMergePatch, type Pod } from '@kubevirt-ts/kube';
import { pod } from '@kubevirt-ts/testkit';
import { mergeDiff } from './merge-diff.ts';
import { OwnWrites } from './own-writes.ts';

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

const version = (resourceVersion: string): Pod => pod({ metadata: { resourceVersion } });

test('what was written is known until the cache shows it, or something newer', () => {
  const own = new OwnWrites<Pod>();
  own.note('k', version('1'), version('2'));
  own.note('k', version('2'), version('3'));
  assert.equal(own.latest('k', version('1'))?.metadata?.resourceVersion, '3');
  assert.equal(own.latest('k', version('2'))?.metadata?.resourceVersion, '3');
  assert.equal(own.latest('k', version('9'))?.metadata?.resourceVersion, '9');
  assert.equal(own.latest('k', version('1'))?.metadata?.resourceVersion, '1');
});

test('what is gone from the cache is gone, and a write that changed nothing is none', () => {
  const own = new OwnWrites<Pod>();
  own.note('k', version('1'), version('2'));
  assert.equal(own.latest('k', undefined), undefined);
  own.note('k', version('4'), version('4'));
  assert.equal(own.latest('k', version('4'))?.metadata?.resourceVersion, '4');
});
