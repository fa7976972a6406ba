// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ImageHeader, imageHeaderBytes, readImageHeader } from './image-header.ts';

interface Fields {
  version?: number;
  backingOffset?: bigint;
  encryption?: number;
  features?: bigint;
  size?: bigint;
}

function qcow2({ version = 3, backingOffset = 0n, encryption = 0, features = 0n, size = 1048576n }: Fields): Buffer {
  const bytes = Buffer.alloc(imageHeaderBytes);
  bytes.write('QFI\xfb', 'latin1');
  bytes.writeUInt32BE(version, 4);
  bytes.writeBigUInt64BE(backingOffset, 8);
  bytes.writeBigUInt64BE(size, 24);
  bytes.writeUInt32BE(encryption, 32);
  bytes.writeBigUInt64BE(features, 72);
  return bytes;
}

const read = (bytes: Buffer): ImageHeader | string => {
  const result = readImageHeader(bytes, 4096, 'field');
  return 'message' in result ? result.message : result;
};

test('qcow2 tells its size, anything unknown is raw', () => {
  assert.deepEqual(read(qcow2({})), { format: 'qcow2', virtualSizeBytes: 1048576 });
  assert.deepEqual(read(qcow2({ version: 2, features: 4n })), { format: 'qcow2', virtualSizeBytes: 1048576 });
  assert.deepEqual(read(Buffer.alloc(10)), { format: 'raw', virtualSizeBytes: 4096 });
  assert.deepEqual(read(Buffer.alloc(0)), { format: 'raw', virtualSizeBytes: 4096 });
});

test('an image that refers to other files is refused', () => {
  assert.match(String(read(qcow2({ backingOffset: 104n }))), /backing file/);
  assert.match(String(read(qcow2({ features: 4n }))), /another file/);
});

test('what QEMU could not open as it is is refused', () => {
  assert.match(String(read(qcow2({ encryption: 1 }))), /encrypted/);
  assert.match(String(read(qcow2({ version: 9 }))), /version 9/);
  assert.match(String(read(qcow2({ size: 2n ** 60n }))), /larger/);
  assert.match(String(read(qcow2({}).subarray(0, 40))), /cut off/);
  assert.match(String(read(Buffer.from('KDMV....'))), /VMDK/);
});
