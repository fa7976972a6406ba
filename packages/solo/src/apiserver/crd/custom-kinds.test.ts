// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApiError, type CustomResourceDefinition } from '@kubevirt-ts/kube';
import type { WebhookClient } from '../admission/webhook-client.ts';
import type { Json, Kind } from '../kind.ts';
import type { Schema } from '../schema.ts';
import { customKinds } from './custom-kinds.ts';
import { jsonPath } from './json-path.ts';

const group = 'k.example.com';
const now = new Date('2024-01-03T00:00:00Z');
const objectMeta: Schema = {
  definition: 'ObjectMeta',
  type: 'object',
  properties: { name: { type: 'string', description: 'its name' } },
};
const silent: WebhookClient = { post: () => Promise.reject(new Error('nobody is there')), close: () => undefined };

function kinds(version: object, o: { spec?: object; more?: object[]; webhooks?: WebhookClient } = {}): Kind[] {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  const crd = {
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'ks', kind: 'K', singular: 'k' },
      versions: [{ name: 'v1', served: true, storage: true, schema, ...version }, ...(o.more ?? [])],
      ...o.spec,
    },
  } as unknown as CustomResourceDefinition;
  return customKinds(crd, { objectMeta, webhooks: o.webhooks ?? silent });
}
const kind = (...args: Parameters<typeof kinds>) => kinds(...args)[0] as Kind;
const object = (o: object = {}): Json => ({ apiVersion: `${group}/v1`, kind: 'K', metadata: { name: 'n' }, ...o });

describe('columns of a custom kind', () => {
  const column = (type: string, path: string) => ({ name: 'X', type, jsonPath: path });
  const cell = (type: string, path: string, value: object) =>
    kind({ additionalPrinterColumns: [column(type, path)] }).columns[1]?.cell(object(value), now);

  test('are its name and age, or its name and what the definition says', () => {
    const [name, age] = kind({}).columns;
    assert.deepEqual([name?.name, name?.description, age?.name, age?.type], ['Name', 'its name', 'Age', 'date']);
    assert.equal(age?.cell(object({ metadata: { name: 'n', creationTimestamp: '2024-01-01T00:00:00Z' } }), now), '2d');
    const [, own] = kind({
      additionalPrinterColumns: [{ ...column('integer', '.spec.n'), priority: 1, format: 'int32' }],
    }).columns;
    assert.deepEqual(
      { ...own, cell: undefined },
      {
        name: 'X',
        type: 'integer',
        format: 'int32',
        description: 'Custom resource definition column (in JSONPath format): .spec.n',
        priority: 1,
        cell: undefined,
      },
    );
  });

  test('show values as kubectl does', () => {
    assert.equal(cell('string', '.spec.s', { spec: { s: 'a' } }), 'a');
    assert.equal(cell('string', '.spec.s', { spec: { s: 1.5 } }), '1.5');
    assert.equal(cell('string', '.spec.s', { spec: { s: { b: 1, a: [true] } } }), '{"a":[true],"b":1}');
    assert.equal(cell('string', '.spec.nothing', { spec: {} }), null);
    assert.equal(cell('integer', '.spec.n', { spec: { n: 3.7 } }), 3);
    assert.equal(cell('integer', '.spec.n', { spec: { n: 'x' } }), null);
    assert.equal(cell('number', '.spec.n', { spec: { n: 1.5 } }), 1.5);
    assert.equal(cell('boolean', '.spec.b', { spec: { b: false } }), false);
    assert.equal(cell('date', '.spec.d', { spec: { d: '2024-01-02T23:59:00Z' } }), '60s');
    assert.equal(cell('date', '.spec.d', { spec: { d: 'x' } }), '<invalid>');
    const conditions = {
      status: {
        conditions: [
          { type: 'Ready', status: 'True' },
          { type: 'Other', status: 'False' },
        ],
      },
    };
    assert.equal(cell('string', '.status.conditions[?(@.type=="Ready")].status', conditions), 'True');
  });
});

test('JSON paths', () => {
  const value = { a: { 'b.c': 1, d: [{ n: 1, s: 'x' }, { n: 2, s: 'y' }, { n: 3 }] }, e: [10, 20, 30, 40] };
  const paths: [string, unknown[]][] = [
    ['.a.d[0].n', [1]],
    ['.a.d[-1].n', [3]],
    ['.a.d[*].n', [1, 2, 3]],
    ['.a.d[?(@.n>=2)].n', [2, 3]],
    ['.a.d[?(@.s=="y")].n', [2]],
    ["$.a.d[?(@.s=='x')]['n']", [1]],
    ['.a.d[?(@.s)].n', [1, 2]],
    ['.e[1:3]', [20, 30]],
    ['.e[0:4:2]', [10, 30]],
    ['.e[0,2]', [10, 30]],
    ['..n', [1, 2, 3]],
    ['.a.b\\.c', [1]],
    ["['a']['b.c']", [1]],
    ['.', [value]],
    ['.a.nothing.more', []],
  ];
  for (const [path, expected] of paths) assert.deepEqual(jsonPath(path)(value), expected, path);
  for (const path of ['.a[', '.a[x]', '.a b']) assert.throws(() => jsonPath(path), { name: 'JsonPathError' }, path);
});

test('a published schema has apiVersion, kind and metadata wherever an object is', () => {
  const pod: Schema = {
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    'x-kubernetes-preserve-unknown-fields': true,
  };
  const schema: Schema = {
    type: 'object',
    properties: { pods: { type: 'array', items: pod }, metadata: { type: 'object' } },
  };
  const { properties } = kind({ schema: { openAPIV3Schema: schema } }).schema;
  assert.equal(properties?.metadata, objectMeta);
  assert.equal(properties?.apiVersion?.type, 'string');
  assert.deepEqual(Object.keys(properties?.pods?.items?.properties ?? {}), ['apiVersion', 'kind', 'metadata']);
});

test('scales, statuses and fields to select by are those of the version', () => {
  const scale = { specReplicasPath: '.spec.n', statusReplicasPath: '.status.n', labelSelectorPath: '.status.sel' };
  const one = kind({
    subresources: { status: {}, scale },
    selectableFields: [{ jsonPath: '.spec.n' }, { jsonPath: '.spec.x' }],
  });
  assert.equal(one.hasStatus, true);
  assert.equal(one.scale, scale);
  assert.deepEqual(one.strategy.selectableFields?.(object({ spec: { n: 3 } })), { 'spec.n': '3', 'spec.x': '' });
  const causes = (spec: object, status?: object) =>
    (one.strategy.validate?.(object({ spec, status })) ?? []).map((cause) => `${cause.field}: ${cause.message}`);
  assert.deepEqual(causes({ n: 1 }, { n: 1, sel: 'a=b' }), []);
  assert.deepEqual(causes({ n: -1 }), ['.spec.n: Invalid value: -1: should be a non-negative integer']);
  assert.deepEqual(causes({ n: 2 ** 31 }), [
    '.spec.n: Invalid value: 2147483648: should be less than or equal to 2147483647',
  ]);
  assert.deepEqual(causes({ n: 'x' }), [
    '.spec.n: Invalid value: 0: .spec.n accessor error: x is of the type string, expected int64',
  ]);
  assert.deepEqual(causes({}, { sel: 1 }), [
    '.status.sel: Invalid value: "": .status.sel accessor error: 1 is of the type int64, expected string',
  ]);
});

test('finalizers that another may mean too are warned of', () => {
  const warned = kind({}).strategy.warnings?.(object({ metadata: { finalizers: ['a', 'b.c', 'd.e/f', 'orphan'] } }));
  assert.deepEqual(warned, [
    'metadata.finalizers: "a": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers',
    'metadata.finalizers: "b.c": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers',
  ]);
});

describe('conversion', () => {
  const more = [{ name: 'v2', served: true, storage: false, schema: {} }];
  const conversion = {
    strategy: 'Webhook',
    webhook: { clientConfig: { url: 'https://x' }, conversionReviewVersions: ['v1'] },
  };
  const old = object({ metadata: { name: 'n', uid: '1', labels: { a: 'b' } } });
  type Review = { request: { uid: string; desiredAPIVersion: string; objects: Json[] } };
  const answering = (answer: (review: Review) => object): WebhookClient => ({
    post: async (_, review) => answer(review as Review),
    close: () => undefined,
  });
  const success = ({ request }: Review, convertedObjects: object[]) => ({
    response: { uid: request.uid, result: { status: 'Success' }, convertedObjects },
  });
  const to2 = (webhooks: WebhookClient, objects: Json[]) =>
    kinds({}, { more, spec: { conversion }, webhooks })[1]?.convert(objects);
  const failure = async (answer: (review: Review) => object) => {
    const error = await to2(answering(answer), [old])?.catch((reason: unknown) => reason);
    assert.ok(error instanceof ApiError);
    return error.status.message?.replace(`conversion webhook for ${group}/v1, Kind=K `, '');
  };

  test('without a webhook changes the version', async () => {
    assert.deepEqual(await kinds({}, { more })[1]?.convert([old]), [{ ...old, apiVersion: `${group}/v2` }]);
  });

  test('by a webhook asks for those in another version; of metadata only labels and annotations change', async () => {
    const webhooks = answering((review) => {
      assert.equal(review.request.desiredAPIVersion, `${group}/v2`);
      const converted = review.request.objects.map((each) => ({
        ...each,
        apiVersion: `${group}/v2`,
        metadata: { ...each.metadata, labels: { c: 'd' }, finalizers: ['sneaky'] },
        is: 'new',
      }));
      return success(review, converted);
    });
    const already = object({ apiVersion: `${group}/v2` });
    const [first, second] = (await to2(webhooks, [already, old])) ?? [];
    assert.equal(first, already);
    assert.deepEqual(second, {
      ...old,
      apiVersion: `${group}/v2`,
      metadata: { name: 'n', uid: '1', labels: { c: 'd' } },
      is: 'new',
    });
  });

  test('that fails says why', async () => {
    const converted = (o: object) => (review: Review) => success(review, [{ ...old, apiVersion: `${group}/v2`, ...o }]);
    assert.equal(await failure(() => ({})), 'failed: no response provided');
    assert.equal(await failure((review) => success(review, [])), 'returned 0 objects, expected 1');
    assert.equal(
      await failure((review) => ({
        response: { uid: review.request.uid, result: { status: 'Failure', message: 'cannot' } },
      })),
      'failed: cannot',
    );
    assert.equal(
      await failure(converted({ apiVersion: 'x/v2' })),
      `returned invalid converted object at index 0: invalid groupVersion (expected ${group}/v2, received x/v2)`,
    );
    assert.equal(
      await failure(converted({ metadata: { name: 'other', uid: '1' } })),
      'returned invalid converted object at index 0: must have the same name: n != other',
    );
    const silence = await to2(silent, [old])?.catch((reason: unknown) => (reason as Error).message);
    assert.equal(silence, `conversion webhook for ${group}/v1, Kind=K failed: nobody is there`);
  });
});
