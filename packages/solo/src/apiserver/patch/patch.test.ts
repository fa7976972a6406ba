// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '@kubevirt-ts/kube';
import type { Json, Kind } from '../kind.ts';
import type { Schema } from '../schema.ts';
import { patches } from './index.ts';
import type { PatchType } from './patches.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        list: {
          type: 'array',
          items: { type: 'object', properties: { name: { type: 'string' }, value: { type: 'string' } } },
          'x-kubernetes-patch-strategy': 'merge',
          'x-kubernetes-patch-merge-key': 'name',
        },
        strategy: {
          type: 'object',
          properties: { type: { type: 'string' } },
          'x-kubernetes-patch-strategy': 'retainKeys',
        },
        whole: { type: 'object', properties: {}, 'x-kubernetes-patch-strategy': 'replace' },
      },
    },
  },
};
const kind = { group: '', version: 'v1', kind: 'Thing', schema, isCustom: false } as Kind;
const live = {
  apiVersion: 'v1',
  kind: 'Thing',
  spec: { list: [{ name: 'a', value: '1' }], whole: { a: 1 }, nothing: { x: 1 } },
} as unknown as Json;

function refusal(call: () => unknown): [number, string, string | undefined] {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof ApiError);
    return [error.code, error.message, error.status.reason];
  }
  throw new Error('nothing was refused');
}

const patched = (type: Exclude<PatchType, 'apply'>, body: unknown) =>
  patches.patch(type, { kind, live, patch: patches.read(type, Buffer.from(JSON.stringify(body))) });

test('a content type says what kind of patch it is; custom kinds take no strategic ones', () => {
  assert.equal(patches.typeOf('application/apply-patch+yaml; charset=utf-8', kind), 'apply');
  assert.equal(patches.typeOf('application/strategic-merge-patch+json', kind), 'strategic');
  assert.deepEqual(
    refusal(() => patches.typeOf('application/json', kind)),
    [415, '415: Unsupported Media Type', 'UnsupportedMediaType'],
  );
  assert.deepEqual(
    refusal(() => patches.typeOf('application/strategic-merge-patch+json', { ...kind, isCustom: true }))[1],
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
  );
});

test('a body that is no patch is refused in the words of Kubernetes', () => {
  const read = (type: PatchType, text: string) => refusal(() => patches.read(type, Buffer.from(text)));
  assert.deepEqual(read('merge', '{'), [400, 'invalid JSON patch', 'BadRequest']);
  assert.equal(
    read('merge', '[1]')[1],
    'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
  );
  assert.equal(
    read('strategic', '"x"')[1],
    'json: cannot unmarshal string into Go value of type map[string]interface {}',
  );
  assert.equal(
    read('json', '{}')[1],
    'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
  );
  assert.equal(
    read('json', '[{"op":1}]')[1],
    'error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string',
  );
  assert.match(read('apply', 'a: [')[1], /^error encoding patch: yaml: /);
  assert.match(read('apply', '- a')[1], /cannot unmarshal array into Go value/);
});

test('an apply is YAML as Kubernetes reads it, or JSON', () => {
  const text = 'a: yes\nb: 2020-01-01\nc: 0o10\nd: 1:30\ne: "on"\n---\nsecond: 1\n';
  assert.deepEqual(patches.read('apply', Buffer.from(text)), {
    a: true,
    b: '2020-01-01',
    c: '0o10',
    d: '1:30',
    e: 'on',
  });
  assert.deepEqual(patches.read('apply', Buffer.from(' {"a": 1}')), { a: 1 });
});

test('a JSON patch that cannot be applied is one error, whatever it is', () => {
  const one = [422, 'the server rejected our request due to an error in our request', 'Invalid'];
  for (const op of [
    { op: 'test', path: '/spec/list/0/name', value: 'b' },
    { op: 'remove', path: '/none' },
    { op: 'replace', path: '', value: {} },
    { op: 'add', path: '/spec/list/9', value: {} },
    { op: 'jump', path: '/spec' },
    { op: 'copy', path: '/x' },
  ]) {
    assert.deepEqual(
      refusal(() => patched('json', [op])),
      one,
    );
  }
  const many = new Array(10_001).fill({ op: 'test', path: '/spec/list/0/name', value: 'a' });
  assert.deepEqual(
    refusal(() => patched('json', many)),
    [
      413,
      'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
      'RequestEntityTooLarge',
    ],
  );
  const doubling = new Array(40).fill(0).map((_, i) => ({ op: 'copy', from: '/spec', path: `/spec/n${i}` }));
  assert.deepEqual(
    refusal(() => patched('json', doubling)),
    one,
  );
});

test('a merge patch drops nulls, in lists too', () => {
  const { spec } = patched('merge', {
    spec: { list: [{ name: 'a', value: null }], whole: null, more: { a: null, b: 1 } },
  });
  assert.deepEqual(spec, { list: [{ name: 'a' }], nothing: { x: 1 }, more: { b: 1 } });
});

test('a strategic patch follows the schema and its own directives', () => {
  const { spec } = patched('strategic', {
    spec: {
      $setElementOrder: undefined,
      '$setElementOrder/list': [{ name: 'b' }, { name: 'a' }],
      list: [{ name: 'b', value: '2' }],
      whole: { b: 2 },
      nothing: { $patch: 'replace', y: 2 },
      strategy: { $retainKeys: ['type'], type: 'x' },
    },
  });
  assert.deepEqual(spec, {
    list: [
      { name: 'b', value: '2' },
      { name: 'a', value: '1' },
    ],
    whole: { b: 2 },
    nothing: { y: 2 },
    strategy: { $retainKeys: ['type'], type: 'x' },
  });
  assert.deepEqual(patched('strategic', { spec: { list: [{ name: 'a', $patch: 'delete' }] } }).spec, {
    ...(live.spec as object),
    list: [],
  });
});

test('a manager is who the request names, or the program that sent it', () => {
  const name = (fieldManager: string | undefined, userAgent?: string) =>
    patches.managerName({ fieldManager, userAgent });
  assert.equal(name('me', 'kubectl/v1'), 'me');
  assert.equal(name(undefined, 'kubectl-create/v1.30 (linux/amd64)'), 'kubectl-create');
  assert.equal(name('', 'a\u0007b\u200b/1'), 'ab');
  assert.equal(name(undefined, `${'ü'.repeat(100)}/1`), 'ü'.repeat(64));
  assert.equal(name(undefined), '');
});

test('what is wrong with a manager is told by field', () => {
  const wrong = (fieldManager: string | undefined, type?: PatchType, force?: boolean) =>
    patches.managerCauses({ fieldManager, type, force }).map(({ field, message }) => `${field}: ${message}`);
  assert.deepEqual(wrong(undefined, 'apply'), ['fieldManager: Required value: is required for apply patch']);
  assert.deepEqual(wrong('a', 'merge', false), ['force: Forbidden: may not be specified for non-apply patch']);
  assert.deepEqual(wrong('x'.repeat(129)), ['fieldManager: Too long: may not be more than 128 bytes']);
  assert.deepEqual(wrong('ü\n'), ['fieldManager: Invalid value: "ü\\n": invalid character U+000A (at position 2)']);
  assert.deepEqual(wrong('fine', 'apply', true), []);
});

test('a patch leaves the type of an object as it is', () => {
  const typeOf = ({ apiVersion, kind: name }: Json) => [apiVersion, name];
  assert.deepEqual(typeOf(patched('strategic', { kind: 'Other' })), ['v1', 'Thing']);
  assert.deepEqual(typeOf(patched('merge', { kind: null, apiVersion: '' })), ['v1', 'Thing']);
  const why = (body: unknown) => refusal(() => patched('merge', body))[1].split('}": ')[1];
  assert.match(why({ kind: 'Other' }) ?? '', /^no kind "Other" is registered for version "v1" in scheme/);
  assert.match(why({ kind: 1 }) ?? '', /cannot unmarshal number into Go struct field \.kind of type string$/);
  const [code, message] = refusal(() =>
    patched('json', [
      { op: 'remove', path: '/spec' },
      { op: 'remove', path: '/kind' },
      { op: 'add', path: '/kind', value: [] },
    ]),
  );
  assert.deepEqual([code, message.includes('cannot unmarshal array')], [422, true]);
});
