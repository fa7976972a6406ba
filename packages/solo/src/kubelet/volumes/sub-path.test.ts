// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fakeMounts } from '../../../test/pod-world.ts';
import { bindSubPath } from './sub-path.ts';

async function volumeAt(t: { after(end: () => Promise<void>): void }) {
  const root = await mkdtemp(join(tmpdir(), 'solo-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const volume = join(root, 'volume');
  await mkdir(volume, { mode: 0o755 });
  const bound: string[] = [];
  const mounts = { ...fakeMounts(), bind: async (source: string) => void bound.push(await readlink(source)) };
  const bind = (subPath: string) => bindSubPath({ volume, subPath, target: join(root, 'target') }, mounts);
  return { root, volume, bind, bound };
}

test('part of a volume is put up, made where it is missing', async (t) => {
  const { volume, bind, bound } = await volumeAt(t);
  assert.equal(await bind('a/b'), undefined);
  assert.deepEqual(bound, [join(volume, 'a/b')]);
  assert.equal((await stat(join(volume, 'a/b'))).mode & 0o777, 0o755);
});

test('a link that stays in the volume is followed, one that leads out is refused', async (t) => {
  const { root, volume, bind, bound } = await volumeAt(t);
  await writeFile(join(root, 'secret'), '');
  await mkdir(join(volume, 'real'));
  await symlink('real', join(volume, 'inside'));
  await symlink('../secret', join(volume, 'outside'));
  await symlink('/', join(volume, 'root'));
  assert.equal(await bind('inside'), undefined);
  assert.deepEqual(bound, [join(volume, 'real')]);
  for (const subPath of ['outside', 'root/etc', '../secret', '/etc', 'a/../../secret']) {
    assert.match((await bind(subPath))?.refused ?? '', /outside of the volume/, subPath);
  }
  assert.equal(bound.length, 1);
});

test('a link that leads nowhere is not made into something', async (t) => {
  const { volume, bind } = await volumeAt(t);
  await symlink('/nowhere/at/all', join(volume, 'dangling'));
  await assert.rejects(async () => bind('dangling/x'), /link|ENOTDIR|ELOOP/);
});
