// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prune } from './prune.ts';
import {
  atomicList,
  boolean,
  embedded,
  int32,
  keyedList,
  map,
  nullable,
  object,
  oneOf,
  quantity,
  ref,
  required,
  setList,
  string,
  time,
  uint8,
} from './schema.ts';
import { maxViolations, validate, validateKind } from './validate.ts';
import { VirtualMachine } from './vm/virtual-machine.ts';

const Item = object('', { name: required(string()), size: quantity() });
const Thing = object('', {
  name: required(string('', { minLength: 1 })),
  count: int32('', { minimum: 1, maximum: 5 }),
  small: uint8(),
  on: boolean(),
  kind: oneOf(['A', 'B']),
  when: nullable(time()),
  items: keyedList(['name'], Item),
  one: atomicList(string(), '', { maxItems: 1 }),
  names: setList(string()),
  labels: map(string()),
  open: ref(object('', {}, { open: true })),
});

const told = (value: unknown) => validate(Thing, value, 'spec').map(({ field, message }) => `${field}: ${message}`);

const cases: [string, unknown, string[]][] = [
  ['nothing wrong', { name: 'x', count: 5, when: '2026-01-02T03:04:05Z', labels: { a: 'b' }, open: { any: [1] } }, []],
  ['null where it is accepted', { name: 'x', when: null }, []],
  ['required', {}, ['spec.name: Required value']],
  ['unknown', { name: 'x', nam: 1 }, ['spec.nam: unknown field "spec.nam"']],
  ['a name every JavaScript object has', { name: 'x', toString: 1 }, ['spec.toString: unknown field "spec.toString"']],
  ['type', { name: 1 }, ['spec.name: Invalid value: "number": spec.name in body must be of type string: "number"']],
  ['null', { name: null }, ['spec.name: Invalid value: "null": spec.name in body must be of type string: "null"']],
  [
    'not whole',
    { name: 'x', count: 1.5 },
    ['spec.count: Invalid value: "number": spec.count in body must be of type integer: "number"'],
  ],
  [
    'too small',
    { name: 'x', count: 0 },
    ['spec.count: Invalid value: 0: spec.count in body should be greater than or equal to 1'],
  ],
  [
    'too large',
    { name: 'x', small: 256 },
    ['spec.small: Invalid value: 256: spec.small in body should be less than or equal to 255'],
  ],
  ['too short', { name: '' }, ['spec.name: Invalid value: "": spec.name in body should be at least 1 chars long']],
  ['enum', { name: 'x', kind: 'C' }, ['spec.kind: Unsupported value: "C": supported values: "A", "B"']],
  [
    'time',
    { name: 'x', when: 'today' },
    ['spec.when: Invalid value: "today": spec.when in body must be of type date-time: "today"'],
  ],
  ['inside a list', { name: 'x', items: [{ size: '1Gi' }] }, ['spec.items[0].name: Required value']],
  [
    'inside a map',
    { name: 'x', labels: { a: 1 } },
    ['spec.labels[a]: Invalid value: "number": spec.labels[a] in body must be of type string: "number"'],
  ],
  [
    'twice by key',
    { name: 'x', items: [{ name: 'a' }, { name: 'a' }] },
    ['spec.items[1]: Duplicate value: {"name":"a"}'],
  ],
  ['twice in a set', { name: 'x', names: ['a', 'b', 'a'] }, ['spec.names[2]: Duplicate value: "a"']],
  ['too many', { name: 'x', one: ['a', 'b'] }, ['spec.one: Too many: 2: must have at most 1 items']],
];

for (const [name, value, expected] of cases) test(`validate: ${name}`, () => assert.deepEqual(told(value), expected));

test('validate: quantities are numbers with the suffixes of Kubernetes', () => {
  const accepted = ['1', '1Gi', '500m', '1.5', '.5', '1e3', '-1', '2E', 7];
  const refused = ['', 'x', '1 Gi', '1GB', 'Gi'];
  const findings = (value: unknown) => validate(quantity(), value, 'q').length;
  assert.deepEqual(
    accepted.map(findings),
    accepted.map(() => 0),
  );
  assert.deepEqual(
    refused.map(findings),
    refused.map(() => 1),
  );
  assert.equal(findings(1.5), 1, 'a fraction must be text, as the API server wants it');
});

test('validate: tells no more than a bounded number of findings', () => {
  assert.equal(told({ name: 'x', names: Array.from({ length: 1000 }, () => 1) }).length, maxViolations);
});

test('validateKind: metadata is left to the API server, template metadata is not', () => {
  const vm = {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: { name: 'a', fieldOfTomorrow: 1 },
    spec: { template: { metadata: { lables: {} }, spec: { domain: { devices: {} } } } },
  };
  assert.deepEqual(
    validateKind(VirtualMachine, vm).map((each) => each.field),
    ['spec.template.metadata.lables'],
  );
});

test('prune: unknown fields and nulls go, open and known ones stay', () => {
  const metadata = embedded(object('', { creationTimestamp: nullable(time()), name: string() }), '');
  const schema = object('', { metadata, free: ref(object('', {}, { open: true })), list: atomicList(Item) });
  const value = {
    metadata: { creationTimestamp: null, name: 'n', other: 1 },
    free: { kept: { deep: 1 } },
    list: [{ name: 'a', extra: 1 }],
    unknown: true,
  };
  assert.deepEqual(prune(schema, value as never), {
    metadata: { name: 'n' },
    free: { kept: { deep: 1 } },
    list: [{ name: 'a' }],
  });
});
