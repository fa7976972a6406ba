// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kind } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { setOf } from '../fields/field-set.ts';
import { toFieldsV1 } from '../fields/fields-v1.ts';
import { keyElement } from '../fields/path-element.ts';
import { compare } from './compare.ts';
import { fieldsOf, reconciled, withNamedFields } from './fields-of.ts';
import { merge } from './merge.ts';
import { removeFields } from './remove.ts';
import { shapeOfKind } from './shape.ts';

const string: Schema = { type: 'string' };
const schema: Schema = {
  type: 'object',
  properties: {
    set: { type: 'array', items: string, 'x-kubernetes-list-type': 'set' },
    map: {
      type: 'array',
      items: {
        type: 'object',
        properties: { name: string, value: string, deep: { type: 'object', properties: { a: string } } },
      },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    },
    plain: { type: 'array', items: string },
    dictionary: { type: 'object', additionalProperties: string },
    whole: { type: 'object', properties: { a: string }, 'x-kubernetes-map-type': 'atomic' },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    any: { 'x-kubernetes-int-or-string': true },
  },
};
const shape = shapeOfKind({ schema, isCustom: true } as Kind);
const item = (name: string) => keyElement({ name });
const differences = (left: unknown, right: unknown) => {
  const { added, removed, modified } = compare(shape, left, right);
  return { added: toFieldsV1(added), removed: toFieldsV1(removed), modified: toFieldsV1(modified) };
};

test('lists that merge keep what is there where it stood, and take the order of what is applied', () => {
  const set = (live: string[], applied: string[]) =>
    (merge(shape, { set: live }, { set: applied }) as { set: string[] }).set;
  assert.deepEqual(set(['a', 'b', 'c'], ['d', 'b', 'e']), ['a', 'd', 'b', 'c', 'e']);
  assert.deepEqual(set(['a', 'b', 'c'], ['c', 'a']), ['b', 'c', 'a']);
  assert.deepEqual(set(['a', 'b', 'c', 'd'], ['d', 'x', 'b']), ['a', 'c', 'd', 'x', 'b']);
  assert.deepEqual(set([], ['x']), ['x']);
  assert.deepEqual(set(['x', 'y'], []), ['x', 'y']);
});

test('items merge by their keys, the rest by their kind', () => {
  const live = {
    map: [{ name: 'a', value: '1', deep: { a: '1' } }],
    plain: ['x'],
    whole: { a: '1' },
    dictionary: { a: '1' },
  };
  const applied = { map: [{ name: 'a', value: '2' }, { name: 'b' }], plain: ['y'], whole: {}, dictionary: { b: '2' } };
  assert.deepEqual(merge(shape, live, applied), {
    map: [{ name: 'a', value: '2', deep: { a: '1' } }, { name: 'b' }],
    plain: ['y'],
    whole: {},
    dictionary: { a: '1', b: '2' },
  });
});

test('a comparison names leaves, and what came or went with all that is in it', () => {
  assert.deepEqual(differences({}, { map: [{ name: 'a', value: '1' }], plain: ['x'] }).added, {
    'f:map': { '.': {}, [item('a')]: { '.': {}, 'f:name': {}, 'f:value': {} } },
    'f:plain': {},
  });
  assert.deepEqual(differences({ plain: ['x'], any: 1, set: ['a'] }, { plain: ['y'], any: 'x', set: ['b'] }), {
    added: { 'f:set': { 'v:"b"': {} } },
    removed: { 'f:set': { 'v:"a"': {} } },
    modified: { 'f:any': {}, 'f:plain': {} },
  });
  assert.deepEqual(differences({ free: { x: 'text' } }, { free: { x: { y: 1 } } }), {
    added: { 'f:free': { 'f:x': { 'f:y': {} } } },
    removed: {},
    modified: { 'f:free': { 'f:x': {} } },
  });
});

test('items of one key twice count as one', () => {
  const twice = [
    { name: 'a', value: '1' },
    { name: 'a', value: '2' },
  ];
  assert.deepEqual(differences({ map: [{ name: 'a', value: '1' }] }, { map: twice }), {
    added: { 'f:map': { [item('a')]: {} } },
    removed: { 'f:map': { [item('a')]: { '.': {}, 'f:name': {}, 'f:value': {} } } },
    modified: {},
  });
  assert.deepEqual(toFieldsV1(fieldsOf(shape, { map: twice })), { 'f:map': { [item('a')]: {} } });
});

test('what is applied owns what it mentions', () => {
  const applied = {
    map: [{ name: 'a', deep: {} }],
    plain: [],
    dictionary: { a: null },
    set: [],
    free: { l: [1], e: {} },
  };
  assert.deepEqual(toFieldsV1(fieldsOf(shape, applied)), {
    'f:dictionary': { 'f:a': {} },
    'f:free': { 'f:e': {}, 'f:l': {} },
    'f:map': { [item('a')]: { '.': {}, 'f:deep': {}, 'f:name': {} } },
    'f:plain': {},
  });
});

test('fields are removed with what is in them, and what that leaves empty goes too', () => {
  const value = { map: [{ name: 'a', value: '1' }, { name: 'b' }], dictionary: { a: '1' }, set: ['x'] };
  const gone = setOf(
    ['f:map', item('a'), 'f:value'],
    ['f:map', item('b')],
    ['f:dictionary', 'f:a'],
    ['f:set', 'v:"x"'],
  );
  assert.deepEqual(removeFields(shape, value, gone), { map: [{ name: 'a' }] });
});

test('a path goes with the named fields that lead to it, not with entries and items', () => {
  const set = setOf(['f:map', item('a'), 'f:deep', 'f:a'], ['f:free', 'f:x', 'f:y']);
  assert.deepEqual(toFieldsV1(withNamedFields(shape, set)), {
    'f:free': { '.': {}, 'f:x': { 'f:y': {} } },
    'f:map': { '.': {}, [item('a')]: { 'f:deep': { '.': {}, 'f:a': {} } } },
  });
});

test('who owned parts of what has become atomic owns it whole', () => {
  const set = setOf(['f:whole', 'f:a'], ['f:plain', 'v:"x"'], ['f:dictionary', 'f:a']);
  assert.deepEqual(toFieldsV1(reconciled(shape, set)), { 'f:dictionary': { 'f:a': {} }, 'f:plain': {}, 'f:whole': {} });
  const fine = setOf(['f:dictionary', 'f:a']);
  assert.equal(reconciled(shape, fine), fine);
});

test('what a built-in kind holds without knowing it is one leaf', () => {
  const open: Schema = { 'x-kubernetes-preserve-unknown-fields': true };
  const known = {
    type: 'object',
    definition: 'io.k8s.api.apps.v1.ControllerRevision',
    properties: { data: open },
  } as const;
  const fields = toFieldsV1(fieldsOf(shapeOfKind({ schema: known } as unknown as Kind), { data: { spec: { a: 1 } } }));
  assert.deepEqual(fields, { 'f:data': {} });
});
