// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinSchemas } from '../kinds/builtins.ts';
import { decodeProtobuf } from './decode.ts';
import { ProtobufError } from './reader.ts';

type Value = string | number | bigint | Buffer;

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

/** A message of fields by number, in order; texts and messages have their length before them. */
function message(...fields: [number: number, value: Value][]): Buffer {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number' || typeof value === 'bigint')
        return Buffer.concat([varint(number * 8), varint(value)]);
      const bytes = Buffer.from(value as string);
      return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
    }),
  );
}

function object(apiVersion: string, kind: string, raw: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('k8s\0'),
    message([1, message([1, apiVersion], [2, kind])], [2, raw], [3, ''], [4, '']),
  ]);
}

const schemas = builtinSchemas();

test('objects of all shapes of fields are read', () => {
  const metadata = message(
    [1, 'p'],
    [3, 'ns'],
    [8, ''],
    [11, message([1, 'a'], [2, 'b'])],
    [11, message([1, 'c'], [2, ''])],
  );
  const secretVolume = message([1, 's'], [3, 420]);
  const probe = message([1, message([2, message([1, '/x'], [2, message([1, 1], [2, 0], [3, 'web'])])])], [2, 5]);
  const resources = message([1, message([1, 'cpu'], [2, message([1, '100m'])])]);
  const container = message([1, 'c'], [3, 'sh'], [3, '-c'], [8, resources], [10, probe], [16, 1]);
  const spec = message([1, message([1, 'v'], [2, message([6, secretVolume])])], [2, container], [4, -1n], [11, 0]);
  const pod = decodeProtobuf(object('v1', 'Pod', message([1, metadata], [2, spec])), schemas);
  assert.deepEqual(pod, {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: 'p', namespace: 'ns', creationTimestamp: null, labels: { a: 'b', c: '' } },
    spec: {
      volumes: [{ name: 'v', secret: { secretName: 's', defaultMode: 420 } }],
      containers: [
        {
          name: 'c',
          command: ['sh', '-c'],
          resources: { limits: { cpu: '100m' } },
          livenessProbe: { httpGet: { path: '/x', port: 'web' }, initialDelaySeconds: 5 },
          stdin: true,
        },
      ],
      terminationGracePeriodSeconds: -1,
      hostNetwork: false,
    },
  });
  const secret = message([2, message([1, 'k'], [2, Buffer.from([0xff, 0])])]);
  assert.deepEqual(decodeProtobuf(object('v1', 'Secret', secret), schemas)?.data, { k: '/wA=' });
  const lease = message([2, message([1, 'me'], [3, message([1, 1_767_225_600], [2, 1_500_000])])]);
  assert.deepEqual(decodeProtobuf(object('coordination.k8s.io/v1', 'Lease', lease), schemas)?.spec, {
    holderIdentity: 'me',
    acquireTime: '2026-01-01T00:00:00.001500Z',
  });
  const review = message([2, message([3, 'u'], [5, message([1, 'scopes'], [2, message([1, 'x'], [1, 'y'])])])]);
  assert.deepEqual(decodeProtobuf(object('authorization.k8s.io/v1', 'SubjectAccessReview', review), schemas)?.spec, {
    user: 'u',
    extra: { scopes: ['x', 'y'] },
  });
});

test('what is none is refused, what is not known is left', () => {
  assert.throws(() => decodeProtobuf(Buffer.from('{}'), schemas), ProtobufError);
  assert.throws(() => decodeProtobuf(object('v1', 'Pod', Buffer.from([0x0a, 0x7f])), schemas), ProtobufError);
  assert.throws(() => decodeProtobuf(object('v1', 'Pod', message([1, 5])), schemas), ProtobufError);
  assert.equal(decodeProtobuf(object('v1', 'ResourceQuota', message()), schemas), undefined);
});
