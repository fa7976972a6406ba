// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyPatch } from './apply-patch.ts';
import { applyJsonPatch, JsonPatchError, type JsonPatchOp } from './json.ts';

const json = (body: JsonPatchOp[]) => applyPatch<unknown>({ a: [1, 2], 'x/y': { z: 1 } }, { type: 'json', body });

test('a JSON patch adds, replaces, removes, moves, copies and tests', () => {
  assert.deepEqual(
    json([
      { op: 'test', path: '/x~1y/z', value: 1 },
      { op: 'add', path: '/a/1', value: 9 },
      { op: 'add', path: '/a/-', value: 3 },
      { op: 'replace', path: '/x~1y/z', value: { deep: true } },
      { op: 'copy', from: '/x~1y/z', path: '/copy' },
      { op: 'move', from: '/a/0', path: '/moved' },
      { op: 'remove', path: '/x~1y' },
    ]),
    { a: [9, 2, 3], copy: { deep: true }, moved: 1 },
  );
});

test('a JSON patch that leads nowhere, fails its test or reaches for a prototype is refused', () => {
  for (const op of [
    { op: 'remove', path: '/none' },
    { op: 'replace', path: '/none', value: 1 },
    { op: 'add', path: '/a/7', value: 1 },
    { op: 'add', path: '/none/x', value: 1 },
    { op: 'test', path: '/a', value: [2, 1] },
    { op: 'add', path: '/__proto__/x', value: 1 },
  ] as JsonPatchOp[]) {
    assert.throws(() => json([op]), JsonPatchError);
  }
});

test('a merge patch removes by null and replaces lists', () => {
  const body = { a: null, b: { c: [3] }, d: { e: null, f: 1 } };
  const before = { a: 1, b: { c: [1, 2], keep: true } };
  assert.deepEqual(applyPatch<unknown>(before, { type: 'merge', body }), { b: { c: [3], keep: true }, d: { f: 1 } });
});

test('a strategic patch merges known lists by their key', () => {
  const before = {
    spec: { containers: [{ name: 'a', image: '1', args: ['x'] }, { name: 'b' }], tolerations: [{ key: 'k' }] },
  };
  const containers = [
    { name: 'a', image: '2' },
    { name: 'b', $patch: 'delete' },
    { name: 'c', image: '3' },
  ];
  const body = { spec: { containers, tolerations: [{ key: 'other' }] } };
  assert.deepEqual(applyPatch<unknown>(before, { type: 'strategic', body }), {
    spec: {
      containers: [
        { name: 'a', image: '2', args: ['x'] },
        { name: 'c', image: '3' },
      ],
      tolerations: [{ key: 'other' }],
    },
  });
});

test('a strategic patch keeps order as asked, and says what it cannot follow', () => {
  const before = {
    spec: { containers: [{ name: 'a' }, { name: 'server' }, { name: 'b' }] },
    metadata: { finalizers: ['x', 'y'] },
  };
  const strategic = (body: unknown) => applyPatch<unknown>(before, { type: 'strategic', body });
  const names = (result: unknown) => (result as typeof before).spec.containers.map(({ name }) => name);
  const order = { '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }] };
  assert.deepEqual(names(strategic({ spec: { ...order, containers: [{ name: 'c' }] } })), ['c', 'server', 'b', 'a']);
  assert.deepEqual(strategic({ metadata: { '$deleteFromPrimitiveList/finalizers': ['x'] } }), {
    ...before,
    metadata: { finalizers: ['y'] },
  });
  assert.deepEqual(strategic({ spec: { $retainKeys: ['other'], other: 1 } }), { ...before, spec: { other: 1 } });
  assert.deepEqual(strategic({ spec: { $patch: 'delete' } }), { ...before, spec: {} });
  for (const [body, type] of [
    [{ spec: { $retainKeys: ['a'], b: 1 } }, 'malformed'],
    [{ spec: { $patch: 'move' } }, 'unexpected'],
    [{ spec: { containers: [{ name: 'a', $patch: 'merge' }] } }, 'unexpected'],
    [{ spec: { '$setElementOrder/containers': [{ name: 'b' }], containers: [{ name: 'a' }] } }, 'unexpected'],
  ] as const) {
    assert.throws(() => strategic(body), { name: 'StrategicPatchError', type });
  }
});

test('copies of copies have their bound', () => {
  const doubling = [0, 1, 2, 3].map((i): JsonPatchOp => ({ op: 'copy', from: '', path: `/n${i}` }));
  assert.doesNotThrow(() => applyJsonPatch({ text: 'x' }, doubling));
  assert.throws(() => applyJsonPatch({ text: 'x' }, doubling, { maxCopiedBytes: 50 }), JsonPatchError);
});
