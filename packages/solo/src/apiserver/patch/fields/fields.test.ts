// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference, intersection, isSame, paths, pathText, recursiveDifference, setOf, union } from './field-set.ts';
import { fromFieldsV1, toFieldsV1 } from './fields-v1.ts';
import { keyElement, valueElement } from './path-element.ts';

const port = keyElement({ protocol: 'TCP', containerPort: 80 });

test('fieldsV1 goes both ways, and comes out in canonical order', () => {
  const fields = {
    'f:b': {},
    'f:a': {
      'k:{"name":"x"}': { '.': {}, 'f:image': {} },
      'f:z': {},
      'v:"s"': {},
      'v:2': {},
      'i:1': {},
      'i:10': {},
      'i:2': {},
    },
    'k:{"protocol":"TCP","containerPort":80}': {},
    'x:future': { 'f:inner': {} },
  };
  assert.equal(
    JSON.stringify(toFieldsV1(fromFieldsV1(fields))),
    JSON.stringify({
      'f:a': {
        'f:z': {},
        'k:{"name":"x"}': { '.': {}, 'f:image': {} },
        'v:2': {},
        'v:"s"': {},
        'i:1': {},
        'i:2': {},
        'i:10': {},
      },
      'f:b': {},
      'k:{"containerPort":80,"protocol":"TCP"}': {},
    }),
  );
  for (const broken of [{ bad: {} }, { 'k:{': {} }, { 'i:x': {} }, [], null]) {
    assert.throws(() => fromFieldsV1(broken), SyntaxError);
  }
});

test('keys of items are escaped as Go escapes them', () => {
  assert.equal(valueElement('<a&b>'), 'v:"\\u003ca\\u0026b\\u003e"');
});

test('sets are joined, met and taken from one another', () => {
  const a = setOf(['f:a'], ['f:a', 'f:b'], ['f:c', 'f:d']);
  const b = setOf(['f:a'], ['f:c', 'f:d'], ['f:e']);
  assert.ok(isSame(union(a, b), setOf(['f:a'], ['f:a', 'f:b'], ['f:c', 'f:d'], ['f:e'])));
  assert.ok(isSame(intersection(a, b), setOf(['f:a'], ['f:c', 'f:d'])));
  assert.ok(isSame(difference(a, b), setOf(['f:a', 'f:b'])));
  assert.ok(isSame(recursiveDifference(a, setOf(['f:a'])), setOf(['f:c', 'f:d'])));
});

test('paths come level by level, and read as in messages', () => {
  const set = setOf(
    ['f:spec', 'f:ports', port, 'f:name'],
    ['f:spec', 'f:ports', port],
    ['f:kind'],
    ['f:spec', 'f:set', 'v:"x"'],
    ['f:spec', 'f:list', 'i:3'],
  );
  assert.deepEqual([...paths(set)].map(pathText), [
    '.kind',
    '.spec.list[3]',
    '.spec.ports[containerPort=80,protocol="TCP"]',
    '.spec.ports[containerPort=80,protocol="TCP"].name',
    '.spec.set[="x"]',
  ]);
});
