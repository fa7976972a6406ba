// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../kind.ts';
import { configurationStrategy } from './configuration-strategy.ts';

const rule = { operations: ['CREATE'], apiGroups: ['x.y'], apiVersions: ['v1'], resources: ['foos'] };
const webhook = (o: object = {}) => ({
  name: 'a.b.c',
  clientConfig: { url: 'https://x/y' },
  rules: [rule],
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  ...o,
});
const withRule = (o: object) => webhook({ rules: [{ ...rule, ...o }] });
const configuration = (...webhooks: object[]): Json => ({ metadata: { name: 'c' }, webhooks });

test('what is left out gets its default', () => {
  const object = configuration(
    webhook({ clientConfig: { service: { namespace: 'a', name: 'b' } }, rules: [{ ...rule }] }),
  );
  configurationStrategy('mutating').setDefaults?.(object);
  assert.deepEqual((object.webhooks as object[])[0], {
    ...webhook(),
    clientConfig: { service: { namespace: 'a', name: 'b', port: 443 } },
    rules: [{ ...rule, scope: '*' }],
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds: 10,
    reinvocationPolicy: 'Never',
  });
  assert.deepEqual(configurationStrategy('mutating').validate?.(object), []);
  const validating = configuration(webhook());
  configurationStrategy('validating').setDefaults?.(validating);
  assert.equal((validating.webhooks as { reinvocationPolicy?: string }[])[0]?.reinvocationPolicy, undefined);
});

// As a real API server answered, beyond what it says of kinds and label selectors.
const wrong: readonly [title: string, webhooks: object[], causes: string[]][] = [
  [
    'a short name',
    [webhook({ name: 'a' })],
    ['webhooks[0].name: Invalid value: "a": should be a domain with at least three segments separated by dots'],
  ],
  ['no name', [webhook({ name: '' })], ['webhooks[0].name: Required value']],
  ['a name twice', [webhook(), webhook()], ['webhooks[1].name: Duplicate value: "a.b.c"']],
  [
    'no review versions',
    [webhook({ admissionReviewVersions: [] })],
    ['webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1'],
  ],
  [
    'unknown review versions',
    [webhook({ admissionReviewVersions: ['v9', 'v9'] })],
    [
      'webhooks[0].admissionReviewVersions[1]: Invalid value: "v9": duplicate version',
      'webhooks[0].admissionReviewVersions: Invalid value: ["v9","v9"]: must include at least one of v1, v1beta1',
    ],
  ],
  [
    'side effects',
    [webhook({ sideEffects: 'Some' })],
    ['webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"'],
  ],
  [
    'no word on side effects',
    [webhook({ sideEffects: undefined })],
    ['webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun'],
  ],
  [
    'a long timeout',
    [webhook({ timeoutSeconds: 31 })],
    ['webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds'],
  ],
  [
    'unknown policies',
    [webhook({ failurePolicy: 'X', matchPolicy: 'Y', reinvocationPolicy: 'Z' })],
    [
      'webhooks[0].failurePolicy: Unsupported value: "X": supported values: "Fail", "Ignore"',
      'webhooks[0].matchPolicy: Unsupported value: "Y": supported values: "Equivalent", "Exact"',
      'webhooks[0].reinvocationPolicy: Unsupported value: "Z": supported values: "IfNeeded", "Never"',
    ],
  ],
  [
    'neither url nor service',
    [webhook({ clientConfig: {} })],
    ['webhooks[0].clientConfig: Required value: exactly one of url or service is required'],
  ],
  [
    'a url that is too much',
    [webhook({ clientConfig: { url: 'http://u@a?b#c' } })],
    [
      `webhooks[0].clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]`,
      'webhooks[0].clientConfig.url: Invalid value: "u": user information is not permitted in the URL',
      'webhooks[0].clientConfig.url: Invalid value: "c": fragments are not permitted in the URL',
      'webhooks[0].clientConfig.url: Invalid value: "b": query parameters are not permitted in the URL',
    ],
  ],
  [
    'all and one operation',
    [withRule({ operations: ['*', 'CREATE'] })],
    [
      `webhooks[0].rules[0].operations: Invalid value: ["*","CREATE"]: if '*' is present, must not specify other operations`,
    ],
  ],
  [
    'an unknown operation',
    [withRule({ operations: ['FOO'] })],
    [
      'webhooks[0].rules[0].operations[0]: Unsupported value: "FOO": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
    ],
  ],
  ['no resources', [withRule({ resources: [] })], ['webhooks[0].rules[0].resources: Required value']],
  [
    'all and one resource',
    [withRule({ resources: ['*', 'foos'] })],
    [
      `webhooks[0].rules[0].resources: Invalid value: ["*","foos"]: if '*' is present, must not specify other resources without subresources`,
    ],
  ],
  [
    'subresources twice',
    [withRule({ resources: ['a/*', 'a/b', '*/c', 'd/c'] })],
    [
      `webhooks[0].rules[0].resources[1]: Invalid value: "a/b": if 'a/*' is present, must not specify a/b`,
      `webhooks[0].rules[0].resources[3]: Invalid value: "d/c": if '*/c' is present, must not specify d/c`,
    ],
  ],
  [
    'conditions',
    [
      webhook({
        matchConditions: [
          { name: 'x', expression: 'object.' },
          { name: 'x', expression: '' },
          { name: 'y', expression: '1' },
        ],
      }),
    ],
    [
      'webhooks[0].matchConditions[0].expression: Invalid value: {"Name":"x","Expression":"object."}: compilation failed: ERROR: <input>:1:8: Syntax error: Expected IDENTIFIER, got EOF\n | object.\n | .......^',
      'webhooks[0].matchConditions[1].expression: Required value',
      'webhooks[0].matchConditions[1].name: Duplicate value: "x"',
      'webhooks[0].matchConditions[2].expression: Invalid value: {"Name":"y","Expression":"1"}: must evaluate to bool',
    ],
  ],
];

for (const [title, webhooks, expected] of wrong) {
  test(`is refused: ${title}`, () => {
    const causes = configurationStrategy('mutating').validate?.(configuration(...webhooks)) ?? [];
    assert.deepEqual(
      causes.map((cause) => `${cause.field}: ${cause.message}`),
      expected,
    );
  });
}

test('conditions that were there before are not judged anew', () => {
  const old = configuration(webhook({ matchConditions: [{ name: 'x', expression: 'authorizer.x' }] }));
  assert.deepEqual(configurationStrategy('validating').validateUpdate?.(old, old), []);
});
