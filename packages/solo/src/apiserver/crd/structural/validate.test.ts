// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Schema } from '../../schema.ts';
import { validateSchema } from './validate.ts';

const fields: Record<string, Schema> = {
  i: { type: 'integer', minimum: 1, maximum: 10 },
  i32: { type: 'integer', format: 'int32' },
  ix: { type: 'integer', minimum: 1, exclusiveMinimum: true, maximum: 10, exclusiveMaximum: true },
  m: { type: 'integer', multipleOf: 3 },
  n: { type: 'number', minimum: 0.5, maximum: 1_000_000 },
  nm: { type: 'number', multipleOf: 0.1 },
  s: { type: 'string', minLength: 2, maxLength: 5, pattern: '^[a-z]+$' },
  e: { type: 'string', enum: ['a', 'b'] },
  b: { type: 'boolean' },
  ios: { 'x-kubernetes-int-or-string': true },
  iosp: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }], pattern: '^[0-9]+%$' },
  dt: { type: 'string', format: 'date-time' },
  host: { type: 'string', format: 'hostname' },
  unk: { type: 'string', format: 'foo' },
  l: { type: 'array', items: { type: 'integer', maximum: 5 }, minItems: 1, maxItems: 3 },
  set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
  map: {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['k'],
    items: {
      type: 'object',
      required: ['k'],
      properties: { k: { type: 'string' }, v: { type: 'integer', minimum: 0 } },
    },
  },
  o: {
    type: 'object',
    required: ['x', 'y'],
    properties: {
      x: { type: 'string' },
      y: { type: 'object', properties: { z: { type: 'integer' } }, required: ['z'] },
    },
  },
  am: { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 1, maxProperties: 2 },
  nul: { type: 'string', nullable: true },
  nule: { type: 'string', nullable: true, enum: ['a'] },
  emb: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
  one: {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    oneOf: [{ required: ['a'] }, { required: ['b'] }],
  },
  allo: { type: 'string', allOf: [{ minLength: 3 }, { pattern: '^a' }] },
  nota: { type: 'string', not: { pattern: '^x' } },
};
const schema: Schema = { type: 'object', properties: { spec: { type: 'object', properties: fields } } };
const invalid = 'FieldValueInvalid';
const type = 'FieldValueTypeInvalid';

// Each compared with what a real API server answers; where 1.20 says it otherwise, with the source of 1.36.
const cases: readonly [spec: object, causes: string[]][] = [
  [{ i: 5, n: 0.5, s: 'abc', e: 'a', b: false, ios: '5', iosp: '5%', unk: 'x', l: [1], nul: null }, []],
  [{ i: 0 }, [`${invalid} spec.i Invalid value: 0: spec.i in body should be greater than or equal to 1`]],
  [{ i: 11 }, [`${invalid} spec.i Invalid value: 11: spec.i in body should be less than or equal to 10`]],
  [{ i: 'x' }, [`${type} spec.i Invalid value: "string": spec.i in body must be of type integer: "string"`]],
  [{ i: 1.5 }, [`${type} spec.i Invalid value: "number": spec.i in body must be of type integer: "number"`]],
  [{ i: null }, [`${type} spec.i Invalid value: "null": spec.i in body must be of type integer: "null"`]],
  [
    { i32: 3_000_000_000 },
    [`${invalid} <nil> Invalid value: "": Checked value must be of type integer with format int32 in spec.i32`],
  ],
  [{ ix: 1 }, [`${invalid} spec.ix Invalid value: 1: spec.ix in body should be greater than 1`]],
  [{ ix: 10 }, [`${invalid} spec.ix Invalid value: 10: spec.ix in body should be less than 10`]],
  [{ m: 4 }, [`${invalid} spec.m Invalid value: 4: spec.m in body should be a multiple of 3`]],
  [{ n: 0.25 }, [`${invalid} spec.n Invalid value: 0.25: spec.n in body should be greater than or equal to 0.5`]],
  [
    { n: 1_500_000.5 },
    [`${invalid} spec.n Invalid value: 1.5000005e+06: spec.n in body should be less than or equal to 1e+06`],
  ],
  [{ nm: 0.25 }, [`${invalid} spec.nm Invalid value: 0.25: spec.nm in body should be a multiple of 0.1`]],
  [{ s: 'a' }, [`${invalid} spec.s Invalid value: "a": spec.s in body should be at least 2 chars long`]],
  [{ s: 'abcdef' }, ['FieldValueTooLong spec.s Too long: may not be more than 5 bytes']],
  [{ s: 'AB' }, [`${invalid} spec.s Invalid value: "AB": spec.s in body should match '^[a-z]+$'`]],
  [{ e: 'c' }, ['FieldValueNotSupported spec.e Unsupported value: "c": supported values: "a", "b"']],
  [
    { e: 5 },
    [
      `${type} spec.e Invalid value: "integer": spec.e in body must be of type string: "integer"`,
      'FieldValueNotSupported spec.e Unsupported value: 5: supported values: "a", "b"',
    ],
  ],
  [{ b: 'true' }, [`${type} spec.b Invalid value: "string": spec.b in body must be of type boolean: "string"`]],
  [
    { ios: 1.5 },
    [`${type} spec.ios Invalid value: "number": spec.ios in body must be of type integer,string: "number"`],
  ],
  [{ iosp: '5' }, [`${invalid} spec.iosp Invalid value: "5": spec.iosp in body should match '^[0-9]+%$'`]],
  [
    { iosp: {} },
    [
      `${type} spec.iosp Invalid value: "object": spec.iosp in body must be of type integer,string: "object"`,
      `${invalid} <nil> Invalid value: "": "spec.iosp" must validate at least one schema (anyOf)`,
      `${type} spec.iosp Invalid value: "object": spec.iosp in body must be of type integer: "object"`,
    ],
  ],
  [{ dt: 'x' }, [`${type} spec.dt Invalid value: "x": spec.dt in body must be of type date-time: "x"`]],
  [{ dt: 5 }, [`${type} spec.dt Invalid value: "int64": spec.dt in body must be of type date-time: "int64"`]],
  [{ host: 'a_b' }, [`${type} spec.host Invalid value: "a_b": spec.host in body must be of type hostname: "a_b"`]],
  [{ l: [] }, [`${invalid} spec.l Invalid value: 0: spec.l in body should have at least 1 items`]],
  [{ l: [1, 2, 3, 4] }, ['FieldValueTooMany spec.l Too many: 4: must have at most 3 items']],
  [{ l: [1, 9] }, [`${invalid} spec.l[1] Invalid value: 9: spec.l[1] in body should be less than or equal to 5`]],
  [{ set: ['a', 'b', 'a', 'a'] }, ['FieldValueDuplicate spec.set[2] Duplicate value: "a"']],
  [{ map: [{ k: 'a' }, { k: 'a', v: 1 }] }, ['FieldValueDuplicate spec.map[1] Duplicate value: {"k":"a"}']],
  [{ map: [{ v: 1 }] }, ['FieldValueRequired spec.map[0].k Required value']],
  [
    { map: ['x'] },
    [
      `${type} spec.map[0] Invalid value: "string": spec.map[0] in body must be of type object: "string"`,
      `${invalid} spec.map[0] Invalid value: "x": must be an object for an array of list-type map`,
    ],
  ],
  [{ o: {} }, ['FieldValueRequired spec.o.x Required value', 'FieldValueRequired spec.o.y Required value']],
  [{ am: {} }, [`${invalid} spec.am Invalid value: 0: spec.am in body should have at least 1 properties`]],
  [{ am: { a: 1, b: 2, c: 3 } }, ['FieldValueTooMany spec.am Too many: 3: must have at most 2 items']],
  [
    { am: { a: 'x' } },
    [`${type} spec.am.a Invalid value: "string": spec.am.a in body must be of type integer: "string"`],
  ],
  [{ nule: null }, ['FieldValueNotSupported spec.nule Unsupported value: null: supported values: "a"']],
  [
    { emb: {} },
    ['FieldValueRequired spec.emb.apiVersion Required value', 'FieldValueRequired spec.emb.kind Required value'],
  ],
  [
    { emb: { apiVersion: 'a/b/c', kind: 'Pod', metadata: { name: 'A_B', finalizers: ['x'] } } },
    [`${invalid} spec.emb.apiVersion Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c`],
  ],
  [
    { emb: { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { a: 1 } } } },
    [
      `${invalid} spec.emb.metadata Invalid value: {"labels":{"a":1}}: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string`,
    ],
  ],
  [
    { one: {} },
    [
      `${invalid} <nil> Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found none valid`,
      'FieldValueRequired spec.one.a Required value',
    ],
  ],
  [
    { one: { a: 'x', b: 'y' } },
    [
      `${invalid} <nil> Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found 2 valid alternatives`,
    ],
  ],
  [
    { allo: 'ab' },
    [
      `${invalid} spec.allo Invalid value: "ab": spec.allo in body should be at least 3 chars long`,
      `${invalid} <nil> Invalid value: "": "spec.allo" must validate all the schemas (allOf)`,
    ],
  ],
  [{ nota: 'xy' }, [`${invalid} <nil> Invalid value: "": "spec.nota" must not validate the schema (not)`]],
];

const told = (spec: object, old?: object) =>
  validateSchema(schema, { spec }, old && { old: { spec: old } }).map(
    ({ reason, field, message }) => `${reason} ${field} ${message}`,
  );

describe('a value by its schema', () => {
  for (const [spec, expected] of cases) test(JSON.stringify(spec), () => assert.deepEqual(told(spec), expected));
});

describe('a change', () => {
  test('may leave as wrong as it is what it does not touch', () => {
    assert.deepEqual(told({ i: 0, s: 'abc' }, { i: 0, s: 'ab' }), []);
    assert.equal(told({ i: 0, s: 'A' }, { i: 0, s: 'ab' }).length, 1);
    assert.equal(told({ i: -1 }, { i: 0 }).length, 1);
  });

  test('finds items of a list again by their keys, and only there', () => {
    const bad = { k: 'a', v: -1 };
    assert.deepEqual(told({ map: [{ k: 'b', v: 1 }, bad] }, { map: [bad] }), []);
    assert.equal(told({ map: [{ k: 'b', v: -1 }, bad] }, { map: [bad] }).length, 1);
    assert.equal(told({ l: [9, 1] }, { l: [9] }).length, 1);
    assert.deepEqual(told({ l: [9], b: true }, { l: [9] }), []);
  });

  test('may keep duplicates that were there', () => {
    assert.deepEqual(told({ set: ['a', 'a'], b: true }, { set: ['a', 'a'] }), []);
    assert.equal(told({ set: ['a', 'a'] }, { set: ['a'] }).length, 1);
  });
});
