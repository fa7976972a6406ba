// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pod } from '@kubevirt-ts/kube';
import { clock, pod } from '@kubevirt-ts/testkit';
import { OwnWrites } from './own-writes.ts';

const time = clock();
const version = (resourceVersion: string): Pod => pod({ metadata: { resourceVersion } });

test('what was written is known until the cache shows it, or something newer', () => {
  const own = new OwnWrites<Pod>(time.now);
  own.note('k', version('1'), version('2'));
  own.note('k', version('2'), version('3'));
  assert.equal(own.latest('k', version('1'))?.metadata?.resourceVersion, '3');
  assert.equal(own.latest('k', version('2'))?.metadata?.resourceVersion, '3');
  assert.equal(own.latest('k', version('9'))?.metadata?.resourceVersion, '9');
  assert.equal(own.latest('k', version('1'))?.metadata?.resourceVersion, '1');
});

test('what is gone from the cache is gone, and a write that changed nothing is none', () => {
  const own = new OwnWrites<Pod>(time.now);
  own.note('k', version('1'), version('2'));
  assert.equal(own.latest('k', undefined), undefined);
  own.note('k', version('4'), version('4'));
  assert.equal(own.latest('k', version('4'))?.metadata?.resourceVersion, '4');
});

test('what was created is there until the cache shows it, or it takes too long', () => {
  const own = new OwnWrites<Pod>(time.now);
  own.noteCreated('k', version('1'));
  assert.equal(own.latest('k', undefined)?.metadata?.resourceVersion, '1');
  assert.equal(own.latest('k', version('2'))?.metadata?.resourceVersion, '2');
  assert.equal(own.latest('k', undefined), undefined);
  own.noteCreated('k', version('3'));
  time.advance(10_000);
  assert.equal(own.latest('k', undefined), undefined);
});
