// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schema } from '../../schema.ts';
import { goFloat, goJson, goQuote } from './causes.ts';
import { setSchemaDefaults } from './default.ts';
import { hasFormat } from './formats.ts';
import { goRegExp } from './go-regexp.ts';
import { prune } from './prune.ts';

const text: Schema = { type: 'string' };
const open = { 'x-kubernetes-preserve-unknown-fields': true } as const;

test('fields that a schema does not know are dropped and told', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          known: text,
          list: { type: 'array', items: { type: 'object', properties: { a: text } } },
          map: { type: 'object', additionalProperties: { type: 'object', properties: { b: text } } },
          any: open,
          partly: { type: 'object', ...open, properties: { k: { type: 'object', properties: { z: text } } } },
          pod: { type: 'object', ...open, 'x-kubernetes-embedded-resource': true },
          closed: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { x: text } },
        },
      },
    },
  };
  const object = {
    apiVersion: 'v1',
    kind: 'K',
    metadata: { name: 'n', foo: 1 },
    data: 1,
    spec: {
      known: 'a',
      unknown: 'b',
      list: [{ a: '1', b: '2' }],
      map: { x: { b: '1', c: '2' } },
      any: { deep: { er: 1 } },
      partly: { free: 1, k: { z: '1', y: '2' } },
      pod: { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { x: 1 } },
      closed: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'n' }, x: '1', y: 2 },
    },
  };
  assert.deepEqual(prune(schema, object), [
    'data',
    'spec.closed.y',
    'spec.list[0].b',
    'spec.map.x.c',
    'spec.partly.k.y',
    'spec.unknown',
  ]);
  assert.deepEqual(object, {
    apiVersion: 'v1',
    kind: 'K',
    metadata: { name: 'n', foo: 1 },
    spec: {
      known: 'a',
      list: [{ a: '1' }],
      map: { x: { b: '1' } },
      any: { deep: { er: 1 } },
      partly: { free: 1, k: { z: '1' } },
      pod: { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { x: 1 } },
      closed: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'n' }, x: '1' },
    },
  });
});

test('metadata is pruned where its schema is that of metadata', () => {
  const metadata: Schema = { definition: 'meta', type: 'object', properties: { name: text } };
  const object = { metadata: { name: 'n', foo: 1 } };
  assert.deepEqual(prune({ type: 'object', properties: { metadata } }, object), ['metadata.foo']);
});

test('defaults fill in what is absent, and null where that may not be', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      a: { type: 'string', default: 'x' },
      b: { type: 'string', default: 'x', nullable: true },
      c: { type: 'string' },
      d: { type: 'object', default: {}, properties: { e: { type: 'integer', default: 5 } } },
      f: { type: 'object', properties: { g: { type: 'integer', default: 6 } } },
      h: { type: 'array', items: { type: 'object', properties: { i: { type: 'string', default: 'y' } } } },
      m: {
        type: 'object',
        additionalProperties: { type: 'object', properties: { n: { type: 'string', default: 'z' } } },
      },
    },
  };
  const object = { a: null, b: null, c: null, h: [{}], m: { k: {} } };
  setSchemaDefaults(schema, object);
  assert.deepEqual(object, { a: 'x', b: null, d: { e: 5 }, h: [{ i: 'y' }], m: { k: { n: 'z' } } });
  const other: { d?: { e: number } } = {};
  setSchemaDefaults(schema, other);
  assert.notEqual(other.d, (object as typeof other).d);
});

test('expressions of Go are read as Go reads them', () => {
  const matches: [string, string, boolean][] = [
    ['(?i)^abc$', 'ABC', true],
    ['^\\_x\\-$', '_x-', true],
    ['^[[:alpha:]_-]+$', 'a_-', true],
    ['^a.c$', 'a\nc', false],
    ['(?s)^a.c$', 'a\nc', true],
    ['^(?P<n>a)\\z', 'a', true],
    ['^\\Qa.b\\E$', 'axb', false],
    ['a{', 'a{', true],
    ['^[\\w.-]+$', 'a.b-c', true],
    ['^\\pL+$', 'é', true],
    ['^[^\\s/]+$', 'a b', false],
  ];
  for (const [pattern, value, expected] of matches) assert.equal(goRegExp(pattern).test(value), expected, pattern);
  for (const pattern of ['(?=a)', '[a', '(', '\\y']) assert.throws(() => goRegExp(pattern), SyntaxError, pattern);
});

test('formats', () => {
  const right: Record<string, string[]> = {
    'date-time': ['2024-01-01T00:00:00Z', '2024-02-29t10:00:00.5+01:00'],
    date: ['2024-02-29'],
    duration: ['1h', '1.5h', '-2m3s', '5 days', '0'],
    ipv4: ['1.2.3.4', '01.2.3.4'],
    ipv6: ['::1'],
    cidr: ['10.0.0.0/8', '::/0'],
    uri: ['http://x/y', '/a', 'foo:bar'],
    email: ['a@b.c', 'Bob <a@b.c>'],
    hostname: ['a.b.com', 'localhost'],
    byte: ['aGVsbG8='],
    uuid: ['123e4567-e89b-12d3-a456-426614174000'],
    mac: ['00:11:22:33:44:55', '0011.2233.4455'],
    isbn: ['978-0321751041', '0321751043'],
    hexcolor: ['#FFF', 'aabbcc'],
    rgbcolor: ['rgb(1, 2,255)'],
    ssn: ['123-45-6789'],
    creditcard: ['4111 1111 1111 1111'],
    'k8s-short-name': ['a-b'],
    'k8s-long-name': ['a.b-c'],
    whatever: ['x'],
  };
  const wrong: Record<string, string[]> = {
    'date-time': ['x', '2024-01-01', '2024-13-01T00:00:00Z', '2024-01-01T24:00:00Z'],
    date: ['2023-02-29', '24-01-01'],
    duration: ['', 'x', '1x'],
    ipv4: ['1.2.3', '1.2.3.256'],
    ipv6: ['1.2.3.4'],
    cidr: ['10.0.0.0/33', '10.0.0.0'],
    uri: ['x y', 'x'],
    email: ['x'],
    hostname: ['a_b', '-a', 'a.b'],
    byte: ['', '%%'],
    uuid: ['x'],
    mac: ['zz'],
    isbn: ['978-0321751042'],
    hexcolor: ['#F'],
    rgbcolor: ['rgb(1,2,256)'],
    ssn: ['1'],
    creditcard: ['4111111111111112'],
    'k8s-short-name': ['A', 'a.b'],
    'k8s-long-name': ['a..b'],
  };
  for (const [format, texts] of Object.entries(right))
    for (const each of texts) assert.equal(hasFormat(format, each), true, `${format} ${each}`);
  for (const [format, texts] of Object.entries(wrong))
    for (const each of texts) assert.equal(hasFormat(format, each), false, `${format} ${each}`);
});

test('values are shown as Go shows them', () => {
  assert.deepEqual([1e6, 1.5, 123_456, 0.00001, 2_147_483_647].map(goFloat), [
    '1e+06',
    '1.5',
    '123456',
    '1e-05',
    '2.147483647e+09',
  ]);
  assert.equal(goQuote('a"b\n\u0001é\u2028'), '"a\\"b\\n\\x01é\\u2028"');
  assert.equal(goJson({ b: 1, a: '<x>' }), '{"a":"\\u003cx\\u003e","b":1}');
});
