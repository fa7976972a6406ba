// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { closeSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { findContainerDisk } from './container-disk.ts';
import { openBeneath } from './open-beneath.ts';

let root = '';

before(() => {
  root = mkdtempSync(join(tmpdir(), 'open-beneath-'));
  mkdirSync(join(root, 'image/disk'), { recursive: true });
  mkdirSync(join(root, 'image/two/disk'), { recursive: true });
  writeFileSync(join(root, 'secret'), 'of the launcher');
  writeFileSync(join(root, 'image/disk/guest.img'), Buffer.alloc(4096));
  writeFileSync(join(root, 'image/two/disk/a'), '');
  writeFileSync(join(root, 'image/two/disk/b'), '');
  symlinkSync(join(root, 'secret'), join(root, 'image/absolute'));
  symlinkSync('../secret', join(root, 'image/relative'));
  symlinkSync('disk', join(root, 'image/directory'));
});

after(() => rmSync(root, { recursive: true }));

const code = (path: string): unknown => {
  try {
    closeSync(openBeneath(join(root, 'image'), path));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
};

test('a file beneath the root is opened', () => {
  const descriptor = openBeneath(join(root, 'image'), '/disk//./guest.img');
  assert.equal(readFileSync(descriptor).length, 4096);
  closeSync(descriptor);
});

test('CVE-2025-64433, CVE-2022-1798: no symbolic link is followed and nothing outside is reached', () => {
  assert.equal(code('absolute'), 'ELOOP');
  assert.equal(code('relative'), 'ELOOP');
  assert.ok(['ELOOP', 'ENOTDIR'].includes(String(code('directory/guest.img'))));
  assert.equal(code('../secret'), 'EINVAL');
  assert.equal(code('disk/../../secret'), 'EINVAL');
});

test('a container disk is the file that is named, or the only one in /disk', () => {
  const { image, virtualSizeBytes } = findContainerDisk(join(root, 'image'), undefined, 'root');
  assert.equal(virtualSizeBytes, 4096);
  assert.equal(image.path, join(root, 'image/disk/guest.img'));
  assert.equal(image.format, 'raw');
  assert.equal(findContainerDisk(join(root, 'image'), '/disk/guest.img', 'root').image.path, image.path);
});

test('what is no disk image is refused in one sentence', () => {
  const find = (directory: string, path?: string) => () => findContainerDisk(join(root, directory), path, 'root');
  assert.throws(find('image/two'), /holds 2 files; it must hold one/);
  assert.throws(find('image/disk'), /has no directory \/disk, and no path is given/);
  assert.throws(find('image', 'absolute'), /symbolic link, which is not followed/);
  assert.throws(find('image', '/nowhere.img'), /\/nowhere.img of the container disk root does not exist/);
  assert.throws(find('image', '/disk'), /is not a regular file/);
  assert.throws(find('image', '../secret'), /leads out of the image/);
});
