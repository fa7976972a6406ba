// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { definitionStrategy } from './strategy.ts';

const group = 'defs.example.com';
const strategy = definitionStrategy({ now: () => new Date(0) });

interface Shape {
  name?: string;
  group?: string;
  scope?: string;
  annotations?: Record<string, string>;
  names?: object;
  schema?: object;
  version?: object;
  versions?: object[];
  spec?: object;
}

function definition(o: Shape): Json {
  const schema = { openAPIV3Schema: o.schema ?? { type: 'object' } };
  return {
    metadata: { name: o.name ?? `ws.${o.group ?? group}`, annotations: o.annotations },
    spec: {
      group: o.group ?? group,
      scope: o.scope ?? 'Namespaced',
      names: o.names ?? { plural: 'ws', kind: 'W' },
      versions: o.versions ?? [{ name: 'v1', served: true, storage: true, schema, ...o.version }],
      ...o.spec,
    },
  };
}

function causesOf(o: Shape): string[] {
  const object = structuredClone(definition(o));
  strategy.setDefaults?.(object);
  strategy.prepareForCreate?.(object);
  return (strategy.validate?.(object) ?? []).map(({ field, message }) => `${field}: ${message}`).sort();
}

const spec = (properties: Record<string, object>): Shape => ({
  schema: { type: 'object', properties: { spec: { type: 'object', properties } } },
});
const version = (name: string, o: object = {}) => ({
  name,
  served: true,
  storage: false,
  schema: { openAPIV3Schema: { type: 'object' } },
  ...o,
});
const webhook = (clientConfig: object, conversionReviewVersions = ['v1']): Shape => ({
  spec: { conversion: { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions } } },
});

const label =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const schemaAt = 'spec.validation.openAPIV3Schema';
const a = `${schemaAt}.properties[spec].properties[a]`;
const client = 'spec.conversion.webhookClientConfig';
const map = (items: object, keys: string[]) => ({
  type: 'array',
  items,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': keys,
});

// Each as a real API server answered, beyond how it shows whole structures and what it says in other words since.
const cases: readonly [title: string, shape: Shape, causes: string[]][] = [
  ['nothing', {}, []],
  ['a name of its own', { name: 'x' }, ['metadata.name: Invalid value: "x": must be spec.names.plural+"."+spec.group']],
  [
    'a group without a dot',
    { group: 'nodot' },
    ['spec.group: Invalid value: "nodot": should be a domain with at least one dot'],
  ],
  [
    'an unknown scope',
    { scope: 'Foo' },
    ['spec.scope: Unsupported value: "Foo": supported values: "Cluster", "Namespaced"'],
  ],
  [
    'no kind',
    { names: { plural: 'ws' } },
    ['spec.names.kind: Required value', 'spec.names.listKind: Required value', 'spec.names.singular: Required value'],
  ],
  [
    'one name for object and list',
    { names: { plural: 'ws', kind: 'W', listKind: 'W' } },
    ['spec.names.listKind: Invalid value: "W": kind and listKind may not be the same'],
  ],
  [
    'wrong short names and categories',
    { names: { plural: 'ws', kind: 'W', shortNames: ['A'], categories: ['B_'] } },
    [
      `spec.names.categories[0]: Invalid value: "B_": ${label}`,
      `spec.names.shortNames[0]: Invalid value: "A": ${label}`,
    ],
  ],
  [
    'a version twice',
    { versions: [version('v1', { storage: true }), version('v1')] },
    [
      'spec.versions: Invalid value: [{"name":"v1","schema":{"openAPIV3Schema":{"type":"object"}},"served":true,"storage":true},{"name":"v1","schema":{"openAPIV3Schema":{"type":"object"}},"served":true,"storage":false}]: must contain unique version names',
    ],
  ],
  [
    'no stored version',
    { versions: [] },
    [
      'spec.versions: Invalid value: []: must have exactly one version marked as storage version',
      'status.storedVersions: Invalid value: null: must have at least one stored version',
    ],
  ],
  [
    'a wrong version',
    { version: { name: 'V1' } },
    [`spec.version: Invalid value: "V1": ${label}`, `spec.versions[0].name: Invalid value: "V1": ${label}`],
  ],
  [
    'a version without a schema',
    { versions: [version('v1', { storage: true }), version('v2', { schema: undefined })] },
    ['spec.versions[1].schema.openAPIV3Schema: Required value'],
  ],
  [
    'a warning of what is not deprecated',
    { version: { deprecationWarning: 'x' } },
    ['spec.versions[0].deprecationWarning: Invalid value: "x": can only be set for deprecated versions'],
  ],
  [
    'a warning of two lines',
    { version: { deprecated: true, deprecationWarning: 'a\nb' } },
    [
      'spec.versions[0].deprecationWarning: Invalid value: "a\\nb": must only contain printable UTF-8 characters; non-printable character found at index 1',
    ],
  ],
  [
    'a field without a type',
    spec({ a: {} }),
    [`${a}.type: Required value: must not be empty for specified object fields`],
  ],
  [
    'an unknown type',
    spec({ a: { type: 'foo' } }),
    [
      `${a}.type: Unsupported value: "foo": supported values: "array", "boolean", "integer", "number", "object", "string"`,
    ],
  ],
  ['a list of nothing', spec({ a: { type: 'array' } }), [`${a}.items: Required value: must be specified`]],
  [
    'a map with fields',
    spec({ a: { type: 'object', properties: { x: { type: 'string' } }, additionalProperties: { type: 'string' } } }),
    [`${a}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`],
  ],
  [
    'another root',
    { schema: { type: 'string' } },
    [`${schemaAt}.type: Invalid value: "string": must be object at the root`],
  ],
  [
    'a map at the root',
    { schema: { type: 'object', additionalProperties: { type: 'string' } } },
    [`${schemaAt}.additionalProperties: Forbidden: must not be used at the root`],
  ],
  [
    'a restriction of names',
    {
      schema: {
        type: 'object',
        properties: { metadata: { type: 'object', properties: { name: { type: 'string', pattern: '^a' } } } },
      },
    },
    [],
  ],
  [
    'more of metadata',
    {
      schema: {
        type: 'object',
        properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
      },
    },
    [
      `${schemaAt}.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified`,
    ],
  ],
  [
    'a default of another type',
    spec({ a: { type: 'string', default: 5 } }),
    [`${a}.default: Invalid value: "integer":  in body must be of type string: "integer"`],
  ],
  [
    'a default with unknown fields',
    spec({ a: { type: 'object', default: { x: 1 }, properties: { y: { type: 'string' } } } }),
    [`${a}.default: Invalid value: {"x":1}: must not have unknown fields`],
  ],
  [
    'a default of the version',
    { schema: { type: 'object', properties: { apiVersion: { type: 'string', default: 'x' } } } },
    [`${schemaAt}.properties[apiVersion].default: Forbidden: must not be set in top-level apiVersion`],
  ],
  [
    'a type in an alternative',
    spec({ a: { type: 'string', anyOf: [{ type: 'string' }, { minLength: 1 }] } }),
    [`${a}.anyOf[0].type: Forbidden: must be empty to be structural`],
  ],
  [
    'a field only in an alternative',
    { schema: { type: 'object', allOf: [{ properties: { q: { minLength: 1 } } }] } },
    [`${schemaAt}.properties[q]: Required value: because it is defined in ${schemaAt}.allOf[0].properties[q]`],
  ],
  [
    'a number or a text',
    spec({
      a: {
        'x-kubernetes-int-or-string': true,
        allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { minimum: 1 }],
      },
    }),
    [],
  ],
  [
    'an object of nothing',
    spec({ a: { type: 'object', 'x-kubernetes-embedded-resource': true } }),
    [
      `${a}.properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields`,
    ],
  ],
  [
    'closed unknown fields',
    spec({ a: { type: 'object', 'x-kubernetes-preserve-unknown-fields': false } }),
    [`${a}.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined`],
  ],
  [
    'a key that may be missing',
    spec({ a: map({ type: 'object', properties: { k: { type: 'string' } } }, ['k']) }),
    [
      `${a}.items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
    ],
  ],
  [
    'keys that are none',
    spec({ a: map({ type: 'object', required: ['k'], properties: { k: { type: 'object' } } }, ['k', 'z', 'k']) }),
    [
      `${a}.items.properties[k].type: Invalid value: "object": must be a scalar type if parent array's x-kubernetes-list-type is map`,
      `${a}.items.properties[k].type: Invalid value: "object": must be a scalar type if parent array's x-kubernetes-list-type is map`,
      `${a}.x-kubernetes-list-map-keys: Invalid value: ["k","z","k"]: entries must all be names of item properties`,
      `${a}.x-kubernetes-list-map-keys: Invalid value: ["k","z","k"]: must not contain duplicate entries`,
    ],
  ],
  [
    'a set of objects',
    spec({ a: { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'set' } }),
    [
      `${a}.items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set`,
    ],
  ],
  [
    'a list type of a text',
    spec({ a: { type: 'string', 'x-kubernetes-list-type': 'atomic' } }),
    [`${a}.type: Invalid value: "string": must be array if x-kubernetes-list-type is specified`],
  ],
  [
    'unique items',
    spec({ a: { type: 'array', items: { type: 'string' }, uniqueItems: true } }),
    [`${a}.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`],
  ],
  ['a reference', spec({ a: { $ref: '#/x' } }), [`${a}.$ref: Forbidden: $ref is not supported`]],
  [
    'a wrong pattern',
    spec({ a: { type: 'string', pattern: '[' } }),
    [
      `${a}.pattern: Invalid value: "[": must be a valid regular expression, but isn't: error parsing regexp: missing closing ]: \`[\``,
    ],
  ],
  [
    'a scale that leads elsewhere',
    {
      version: {
        subresources: {
          scale: { specReplicasPath: 'spec.r', statusReplicasPath: '.spec.r', labelSelectorPath: '.foo' },
        },
      },
    },
    [
      'spec.subresources.scale.labelSelectorPath: Invalid value: ".foo": should be a json path under either .spec or .status',
      'spec.subresources.scale.specReplicasPath: Invalid value: "spec.r": must be a simple json path starting with .',
      'spec.subresources.scale.statusReplicasPath: Invalid value: ".spec.r": should be a json path under .status',
    ],
  ],
  [
    'a wrong column',
    { version: { additionalPrinterColumns: [{ name: '', type: 'foo', jsonPath: 'x', format: 'zz' }] } },
    [
      'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "x": must be a simple json path starting with .',
      'spec.additionalPrinterColumns[0].format: Invalid value: "zz": must be one of byte,date,date-time,double,float,int32,int64,password',
      'spec.additionalPrinterColumns[0].name: Required value',
      'spec.additionalPrinterColumns[0].type: Invalid value: "foo": must be one of boolean,date,integer,number,string',
    ],
  ],
  [
    'selectable fields',
    { ...spec({ a: { type: 'string' }, o: { type: 'object' } }), version: { schema: undefined } },
    ['spec.versions[0].schema.openAPIV3Schema: Required value'],
  ],
  [
    'an unknown conversion',
    { spec: { conversion: { strategy: 'Foo' } } },
    ['spec.conversion.strategy: Unsupported value: "Foo": supported values: "None", "Webhook"'],
  ],
  [
    'a conversion by nobody',
    { spec: { conversion: { strategy: 'Webhook' } } },
    [
      'spec.conversion.conversionReviewVersions: Required value',
      `${client}: Required value: required when strategy is set to Webhook`,
    ],
  ],
  [
    'a conversion by two',
    webhook({ service: { namespace: 'a', name: 'b' }, url: 'https://a' }, ['v9']),
    [
      'spec.conversion.conversionReviewVersions: Invalid value: ["v9"]: must include at least one of v1, v1beta1',
      `${client}: Required value: exactly one of url or service is required`,
    ],
  ],
  [
    'a wrong service',
    webhook({ service: { namespace: 'a', name: 'b', path: 'x//Y/', port: 70_000 } }),
    [
      `${client}.service.path: Invalid value: "x//Y/": must start with a '/'`,
      `${client}.service.path: Invalid value: "x//Y/": segment[0] may not be empty`,
      `${client}.service.path: Invalid value: "x//Y/": segment[1] may not be empty`,
      `${client}.service.path: Invalid value: "x//Y/": segment[2]: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      `${client}.service.port: Invalid value: 70000: port is not valid: must be between 1 and 65535, inclusive`,
    ],
  ],
  [
    "one of Kubernetes' groups",
    { group: 'foo.k8s.io' },
    [
      'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
    ],
  ],
  [
    'an approved one',
    { group: 'foo.k8s.io', annotations: { 'api-approved.kubernetes.io': 'https://github.com/x' } },
    [],
  ],
];

describe('a definition with', () => {
  for (const [title, shape, expected] of cases)
    test(title, () => assert.deepEqual(causesOf(shape), expected.toSorted()));
});

test('fields to select by have to be there and simple', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { a: { type: 'string' }, o: { type: 'object' } } },
      metadata: { type: 'object' },
    },
  };
  const fields = ['.spec.a', '.spec.a', '.spec.o', '.spec.x', "['spec'].a", ''].map((jsonPath) => ({ jsonPath }));
  const at = (index: number) => `spec.selectableFields[${index}].jsonPath`;
  assert.deepEqual(causesOf({ version: { schema: { openAPIV3Schema: schema }, selectableFields: fields } }), [
    `${at(1)}: Duplicate value: ".spec.a"`,
    `${at(2)}: Invalid value: ".spec.o": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.`,
    `${at(3)}: Invalid value: ".spec.x": is an invalid path: does not refer to a valid field`,
    `${at(4)}: Invalid value: "['spec'].a": is an invalid path: array notation is not allowed`,
    `${at(5)}: Required value`,
  ]);
});

test('a schema that was right before the change is not judged anew', () => {
  const old = definition(spec({ a: {} }));
  const next = structuredClone(old);
  (next.metadata as { labels?: object }).labels = { a: 'b' };
  for (const each of [old, next]) {
    strategy.setDefaults?.(each);
    strategy.prepareForUpdate?.(each, old);
  }
  assert.deepEqual(strategy.validateUpdate?.(next, old), []);
});

test('formats that nobody checks, and sets of objects, are warned of', () => {
  const schema = spec({
    a: { type: 'string', format: 'foo' },
    b: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object', 'x-kubernetes-map-type': 'atomic' } },
  });
  assert.deepEqual(strategy.warnings?.(definition(schema)), [
    'unrecognized format "foo"',
    'x-kubernetes-list-type: set for items of type "object" is not supported by server-side apply or CEL validation rules',
  ]);
});
