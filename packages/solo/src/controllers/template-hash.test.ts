// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonical, templateHash } from './template-hash.ts';

test('the hash follows content, not the order of keys, and is a label value', () => {
  const one = templateHash({ spec: { a: 1, b: [1, 2] }, metadata: undefined });
  assert.equal(one, templateHash({ spec: { b: [1, 2], a: 1 } }));
  assert.notEqual(one, templateHash({ spec: { a: 1, b: [2, 1] } }));
  assert.match(one, /^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
});

test('a collision gives another hash, each its own', () => {
  const template = { spec: { containers: [] } };
  assert.equal(templateHash(template, 0), templateHash(template));
  assert.equal(new Set([0, 1, 2].map((collisions) => templateHash(template, collisions))).size, 3);
});

test('canonical text keeps null and strings apart', () => {
  assert.equal(canonical({ b: null, a: 'null' }), '{"a":"null","b":null}');
});
