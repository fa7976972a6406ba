// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversionError, goPrinted } from './conversion-error.ts';

test('wrong types after a strategic patch are told as Go converts maps', () => {
  const of = (from: string, to: string) =>
    conversionError(`cannot unmarshal ${from} into Go struct field PodSpec.spec.x of type ${to}`);
  assert.equal(of('string', 'int32'), 'unrecognized type: int32');
  assert.equal(of('number', 'string'), 'cannot convert int64 to string');
  assert.equal(of('string', '[]v1.Container'), 'cannot restore slice from string');
  assert.equal(of('array', 'v1.PodSpec'), 'cannot restore struct from: slice');
  assert.equal(of('bool', 'map[string]string'), 'cannot restore map from bool');
  assert.equal(conversionError('quantities must match'), 'quantities must match');
});

test('values are printed as Go prints maps', () => {
  assert.equal(goPrinted({ b: [1, 'x', null], a: { c: true } }), 'map[a:map[c:true] b:[1 x <nil>]]');
});
