// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { openClaim } from './claim-disk.ts';

const Mi = 2 ** 20;
let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'claim-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

const open = (fields: { readOnly?: boolean; capacityBytes?: number } = {}) =>
  openClaim({ kind: 'claim-file', directory, readOnly: false, ...fields }, 'data', 131072);

test('an empty claim gets a sparse image of its size less the reserve', () => {
  const { image, sizeBytes } = open({ capacityBytes: 8 * Mi });
  assert.equal(sizeBytes, 7 * Mi);
  assert.equal(image.path, join(directory, 'disk.img'));
  assert.equal(statSync(image.path).size, 7 * Mi);
  assert.equal(statSync(image.path).blocks, 0);
  assert.equal(open().sizeBytes, 7 * Mi);
});

test('what a guest wrote is raw, whatever it looks like', () => {
  writeFileSync(join(directory, 'disk.img'), 'QFI\xfb', 'latin1');
  assert.equal(open().image.format, 'raw');
});

test('CVE-2025-64433: a disk image that is a symbolic link is refused', () => {
  symlinkSync('/etc/passwd', join(directory, 'disk.img'));
  assert.throws(open, /symbolic link as its disk.img, which is not followed/);
});

test('a read-only claim must have its image, and every claim room for one', () => {
  assert.throws(() => open({ readOnly: true }), /has no disk.img, and is read-only/);
  assert.throws(() => open({ capacityBytes: 100 }), /no room for a disk image/);
});
