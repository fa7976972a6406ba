// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ownedDirectory } from './owned-directory.ts';
import { readIfExists } from './read-if-exists.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

test('a file is replaced as a whole and leaves nothing beside it', async () => {
  const root = await mkdtemp(join(tmpdir(), 'files-'));
  const path = join(root, 'file');
  assert.equal(await readIfExists(path), undefined);
  await writeFileAtomically(path, 'one');
  await writeFileAtomically(path, 'two', 0o600);
  assert.equal(await readFile(path, 'utf8'), 'two');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(root), ['file']);
  await rm(root, { recursive: true });
});

test('an owned directory makes, renews and removes only entries it expects', async () => {
  const root = await mkdtemp(join(tmpdir(), 'owned-'));
  const owned = await ownedDirectory(root, /^[0-9]+$/);
  await owned.ensure('1');
  await writeFile(join(owned.path('1'), 'left'), '');
  assert.equal(await owned.ensure('1'), join(root, '1'));
  assert.deepEqual(await readdir(owned.path('1')), ['left']);
  await owned.renew('1');
  assert.deepEqual(await readdir(owned.path('1')), []);
  await writeFile(join(root, 'stranger'), '');
  assert.deepEqual(await owned.list(), ['1']);
  assert.throws(() => owned.path('../1'), /is no entry/);
  await owned.remove('1');
  await owned.remove('1');
  assert.deepEqual(await owned.list(), []);
  await rm(root, { recursive: true });
});
