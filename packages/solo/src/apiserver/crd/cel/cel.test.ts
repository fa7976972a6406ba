// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CelRule, Schema } from '../../schema.ts';
import { schemaCauses } from '../definition/schema-rules.ts';
import { validateSchema } from '../structural/validate.ts';

const text: Schema = { type: 'string' };
const fields: Record<string, Schema> = {
  replicas: { type: 'integer' },
  name: text,
  list: {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['k'],
    items: { type: 'object', required: ['k'], properties: { k: text, v: { type: 'integer' } } },
  },
  map: { type: 'object', additionalProperties: text },
  ios: { 'x-kubernetes-int-or-string': true },
  dur: { type: 'string', format: 'duration' },
  time: { type: 'string', format: 'date-time' },
  byte: { type: 'string', format: 'byte' },
  'a-b': text,
  namespace: text,
  opt: { type: 'object', nullable: true, properties: { z: text } },
  num: { type: 'number' },
  strs: { type: 'array', items: text },
  hidden: { 'x-kubernetes-preserve-unknown-fields': true },
};
const spec = {
  replicas: 3,
  name: 'abc',
  list: [
    { k: 'a', v: 1 },
    { k: 'b', v: 2 },
  ],
  map: { x: '1', y: '2' },
  ios: '50%',
  dur: '1h30m',
  time: '2024-01-01T00:00:00Z',
  byte: 'aGk=',
  'a-b': 'q',
  namespace: 'ns',
  opt: null,
  num: 1.5,
  strs: ['a', 'b'],
};

const schemaOf = (...rules: CelRule[]): Schema => ({
  type: 'object',
  properties: { spec: { type: 'object', properties: fields, 'x-kubernetes-validations': rules } },
});
const object = (change: object = {}) => ({
  apiVersion: 'a/v1',
  kind: 'K',
  metadata: { name: 'n' },
  spec: { ...spec, ...change },
});

function judge(rule: CelRule | string, change: object = {}, old?: object): string[] {
  const schema = schemaOf(typeof rule === 'string' ? { rule } : rule);
  assert.deepEqual(schemaCauses(schema, 'schema', true), []);
  return validateSchema(schema, object(change), old && { old: object(old) }).map(
    ({ reason, field, message }) => `${reason} ${field} ${message}`,
  );
}

describe('rules that hold', () => {
  const holding = [
    'self.replicas == 3 && self.replicas > 2.5 && self.num < 2',
    'has(self.name) && !has(self.opt) || self.opt == null',
    'self.opt == null || self.opt.z == "a"',
    'self.list.exists(i, i.k == "a" && i.v == 1) && self.list.exists_one(i, i.v == 2)',
    'self.list.map(i, i.v).sum() == 3 && self.list.filter(i, i.v > 1).size() == 1',
    'self.list.all(x, self.list.filter(y, y.k == x.k).size() == 1)',
    'self.map["x"] == "1" && self.map.y == "2" && "x" in self.map && size(self.map) == 2',
    'self.map.all(k, k in ["x", "y"])',
    'type(self.ios) == string && self.ios.matches("^[0-9]+%$")',
    'type(self.ios) == int ? self.ios > 5 : int(self.ios.replace("%", "")) == 50',
    'self.dur > duration("1h") && self.dur + duration("30m") == duration("2h")',
    'self.time < timestamp("2025-01-01T00:00:00Z") && self.time.getFullYear() == 2024',
    'string(self.time) == "2024-01-01T00:00:00Z" && int(self.time) == 1704067200',
    'string(self.byte) == "hi" && size(self.byte) == 2',
    'self.a__dash__b == "q" && self.__namespace__ == "ns"',
    'self.strs.isSorted() && self.strs.max() == "b" && self.strs.min() == "a" && self.strs.indexOf("b") == 1',
    'self.strs.lastIndexOf("z") == -1 && self.strs.reverse() == ["b", "a"] && [3, 1, 2].sort() == [1, 2, 3]',
    '[1, 1, 2].distinct() == [1, 2] && [1, 2, 3].slice(1, 3) == [2, 3] && lists.range(3) == [0, 1, 2]',
    'sets.contains(self.strs, ["a"]) && sets.equivalent(["a", "a"], ["a"]) && !sets.intersects(["x"], self.strs)',
    'self.name.find("[a-b]+") == "ab" && "a1b22".findAll("[0-9]+") == ["1", "22"] && "a1b2".findAll("[0-9]", 1) == ["1"]',
    '"%s is %d, %.1f, %x".format([dyn("a"), dyn(3), dyn(1.25), dyn(255)]) == "a is 3, 1.3, ff"',
    'self.name.charAt(1) == "b" && self.name.upperAscii() == "ABC" && self.name.substring(1) == "bc"',
    'matches(self.name, "(?i)^ABC$") && self.name.split("b") == ["a", "c"] && ["a", "b"].join("-") == "a-b"',
    'strings.quote("a\\nb") == "\\"a\\\\nb\\""',
    'quantity("1Gi").isGreaterThan(quantity("1G")) && isQuantity("5m") && !isQuantity("5 m")',
    'quantity("50k").add(20) == quantity("50020") && quantity("1").asInteger() == 1 && quantity("0.5").sign() == 1',
    'isIP("10.0.0.1") && !isIP("10.0.0.256") && ip("::1").isLoopback() && ip("10.0.0.1").family() == 4',
    'ip.isCanonical("2001:db8::abcd") && !ip.isCanonical("2001:DB8::ABCD") && string(ip("0:0:0:0:0:0:0:1")) == "::1"',
    'cidr("10.0.0.0/8").containsIP("10.2.3.4") && cidr("10.0.0.0/8").containsCIDR("10.1.0.0/16") && cidr("::/0").prefixLength() == 0',
    'cidr("192.168.0.1/24").masked() == cidr("192.168.0.0/24") && !isCIDR("10.0.0.0/33")',
    'url("https://u:p@a.b:8/x y?q=1&q=2").getHost() == "a.b:8" && url("https://[::1]:80/").getHostname() == "::1"',
    'url("https://a/x?q=1&q=2").getQuery() == {"q": ["1", "2"]} && isURL("/x") && !isURL("../x")',
    '!format.dns1123Label().validate("abc").hasValue() && format.named("uuid").hasValue()',
    'semver("1.2.3").isLessThan(semver("1.10.0")) && semver("1.0.0-a").compareTo(semver("1.0.0")) == -1 && isSemver("v1.0", true)',
    'self.?name.orValue("q") == "abc" && self.?opt.?z.orValue("none") == "none"',
  ];
  for (const rule of holding) test(rule, () => assert.deepEqual(judge(rule), []));
});

describe('rules that are broken', () => {
  test('say so, in their own words if they have any', () => {
    const rule = 'self.replicas > 5';
    assert.deepEqual(judge(rule), [`FieldValueInvalid spec Invalid value: failed rule: ${rule}`]);
    assert.deepEqual(judge({ rule, message: ' more! ', reason: 'FieldValueForbidden', fieldPath: '.replicas' }), [
      'FieldValueForbidden spec.replicas Forbidden: more!',
    ]);
    assert.deepEqual(judge({ rule, message: 'more', messageExpression: '"not " + string(self.replicas)' }), [
      'FieldValueInvalid spec Invalid value: not 3',
    ]);
    assert.deepEqual(judge({ rule, message: 'more', messageExpression: 'self.map["z"]' }), [
      'FieldValueInvalid spec Invalid value: more',
    ]);
  });

  test('or why they cannot be answered', () => {
    const why = (rule: string) => judge(rule)[0]?.replace(/^FieldValueInvalid spec Invalid value: "object": /, '');
    assert.equal(why('self.list[5].v == 1'), 'index out of bounds: 5 evaluating rule: self.list[5].v == 1');
    assert.equal(why('1 / (self.replicas - 3) > 0'), 'division by zero evaluating rule: 1 / (self.replicas - 3) > 0');
    assert.equal(why('self.map["z"] == "1"'), 'no such key: z evaluating rule: self.map["z"] == "1"');
    const overload =
      "'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.ios > 5";
    assert.equal(why('self.ios > 5'), overload);
  });

  test('are not asked of values that are null or absent, nor of changes that change nothing', () => {
    const onField: Schema = structuredClone(schemaOf());
    const name = onField.properties?.spec?.properties?.name as Schema;
    (onField.properties?.spec?.properties as Record<string, Schema>).name = {
      ...name,
      'x-kubernetes-validations': [{ rule: 'self == "x"', message: 'x!' }],
    };
    assert.deepEqual(validateSchema(onField, { spec: {} }), []);
    assert.deepEqual(validateSchema(onField, object()), [
      { reason: 'FieldValueInvalid', field: 'spec.name', message: 'Invalid value: "abc": x!' },
    ]);
    assert.deepEqual(validateSchema(onField, object({ replicas: 4 }), { old: object() }), []);
  });

  test('an endless loop ends', () => {
    const big = Array.from({ length: 400 }, (_, at) => `s${at}`);
    const [cause] = judge(
      'self.strs.all(a, self.strs.all(b, self.strs.all(c, self.strs.all(d, a != "" || b != "" || c != "" || d != ""))))',
      { strs: big },
    );
    assert.match(
      cause ?? '',
      /'operation cancelled: actual cost limit exceeded': no further validation rules will be run/,
    );
  });
});

describe('transitions', () => {
  test('are judged when there is something before', () => {
    const rule = { rule: 'self.replicas >= oldSelf.replicas', message: 'no less' };
    assert.deepEqual(judge(rule), []);
    assert.deepEqual(judge(rule, {}, { replicas: 2 }), []);
    assert.deepEqual(judge(rule, {}, { replicas: 4 }), ['FieldValueInvalid spec Invalid value: no less']);
    assert.deepEqual(judge('self == oldSelf', {}, {}), []);
    assert.equal(judge('self == oldSelf', {}, { name: 'z' }).length, 1);
    assert.equal(judge('self.list == oldSelf.list', {}, { list: [] }).length, 1);
  });

  test('may ask whether there is', () => {
    const rule = {
      rule: 'oldSelf.hasValue() ? self.replicas > oldSelf.value().replicas : true',
      optionalOldSelf: true,
    };
    assert.deepEqual(judge(rule), []);
    assert.equal(judge(rule, {}, {}).length, 1);
  });

  test('find items of a list again by their keys', () => {
    const schema = structuredClone(schemaOf());
    const items = schema.properties?.spec?.properties?.list?.items as Schema;
    items['x-kubernetes-validations'] = [{ rule: 'self.v >= oldSelf.v', message: 'no less' }];
    const change = object({
      list: [
        { k: 'b', v: 1 },
        { k: 'c', v: 0 },
      ],
    });
    assert.deepEqual(validateSchema(schema, change, { old: object() }), [
      { reason: 'FieldValueInvalid', field: 'spec.list[0]', message: 'Invalid value: no less' },
    ]);
  });
});

describe('rules that cannot be', () => {
  const at = 'schema.properties[spec].x-kubernetes-validations[0]';
  const go = (rule: string, o: Partial<Record<string, unknown>> = {}) =>
    JSON.stringify({
      Rule: rule,
      Message: '',
      MessageExpression: '',
      Reason: null,
      FieldPath: '',
      OptionalOldSelf: null,
      ...o,
    })
      .replaceAll('>', '\\u003e')
      .replaceAll('<', '\\u003c');
  const compile = (rule: string, what: string) =>
    `${at}.rule: Invalid value: ${go(rule)}: compilation failed: ERROR: <input>:${what}`;
  const causes = (rule: CelRule) =>
    schemaCauses(schemaOf(rule), 'schema', true).map(({ field, message }) => `${field}: ${message}`);

  test('are told where and why', () => {
    const rules: [string, string][] = [
      ['self.foo > 5', "1:5: undefined field 'foo'\n | self.foo > 5\n | ....^"],
      ['has(self.foo)', "1:9: undefined field 'foo'\n | has(self.foo)\n | ........^"],
      ['self.hidden == 1', "1:5: undefined field 'hidden'\n | self.hidden == 1\n | ....^"],
      ['foo.bar', "1:1: undeclared reference to 'foo' (in container '')\n | foo.bar\n | ^"],
      [
        'self.name + 1 == "x"',
        "1:11: found no matching overload for '_+_' applied to '(string, int)'\n | self.name + 1 == \"x\"\n | ..........^",
      ],
      [
        'self.name.foo()',
        "1:14: found no matching overload for 'foo' applied to 'string.()'\n | self.name.foo()\n | .............^",
      ],
    ];
    for (const [rule, what] of rules) assert.deepEqual(causes({ rule }), [compile(rule, what)]);
    assert.match(causes({ rule: 'self.' })[0] ?? '', /ERROR: <input>:1:6: Syntax error: /);
    assert.deepEqual(causes({ rule: 'self.replicas' }), [
      `${at}.rule: Invalid value: ${go('self.replicas')}: cel expression must evaluate to a bool`,
    ]);
    const rule = { rule: 'true', messageExpression: '1' };
    assert.deepEqual(causes(rule), [
      `${at}.messageExpression: Invalid value: ${go('true', { MessageExpression: '1' })}: messageExpression must evaluate to a string`,
    ]);
  });

  test('are told what their form lacks', () => {
    assert.deepEqual(causes({ rule: ' ' }), [`${at}.rule: Required value: rule is not specified`]);
    assert.deepEqual(causes({ rule: 'true', message: ' ' }), [
      `${at}.message: Invalid value: " ": must be non-empty if specified`,
    ]);
    assert.deepEqual(causes({ rule: 'true\n|| false' }), [
      `${at}.message: Required value: message must be specified if rule contains line breaks`,
    ]);
    assert.deepEqual(causes({ rule: 'true', reason: 'Foo' }), [
      `${at}.reason: Unsupported value: "Foo": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"`,
    ]);
    assert.deepEqual(causes({ rule: 'true', fieldPath: '.nothing' }), [
      `${at}.fieldPath: Invalid value: ".nothing": must be a valid path`,
    ]);
    assert.deepEqual(causes({ rule: 'true', optionalOldSelf: true }), [
      `${at}.optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule`,
    ]);
    const schema: Schema = {
      type: 'object',
      properties: {
        l: { type: 'array', items: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] } },
      },
    };
    assert.deepEqual(schemaCauses(schema, 'schema', true), [
      {
        reason: 'FieldValueInvalid',
        field: 'schema.properties[l].items.x-kubernetes-validations[0].rule',
        message:
          'Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within schema.properties[l]',
      },
    ]);
  });

  test('see apiVersion, kind and names of an object, and nothing else of its metadata', () => {
    const root = (rule: string): Schema => ({
      type: 'object',
      properties: { spec: { type: 'object' } },
      'x-kubernetes-validations': [{ rule }],
    });
    const schema = root('self.metadata.name == "n" && self.kind == "K"');
    assert.deepEqual(schemaCauses(schema, 'schema', true), []);
    assert.deepEqual(validateSchema(schema, object()), []);
    assert.match(
      schemaCauses(root('self.metadata.labels == 1'), 'schema', true)[0]?.message ?? '',
      /undefined field 'labels'/,
    );
  });
});
