// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writePayload } from './atomic-writer.ts';

const payload = (files: Record<string, string>, mode = 0o644) =>
  new Map(Object.entries(files).map(([path, text]) => [path, { data: Buffer.from(text), mode }]));

async function directory(t: { after(end: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'solo-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

test('a payload is shown through one link, which is what changes', async (t) => {
  const shown = await directory(t);
  assert.equal(await writePayload(shown, payload({ a: '1', 'deep/b': '2' }, 0o400)), true);
  assert.equal(await readFile(join(shown, 'a'), 'utf8'), '1');
  assert.equal(await readFile(join(shown, 'deep/b'), 'utf8'), '2');
  assert.equal((await stat(join(shown, 'a'))).mode & 0o777, 0o400);
  assert.equal(await readlink(join(shown, 'a')), '..data/a');
  const first = await readlink(join(shown, '..data'));

  assert.equal(await writePayload(shown, payload({ a: '1', 'deep/b': '2' }, 0o400)), false, 'nothing new');
  assert.equal(await writePayload(shown, payload({ a: '3' })), true);
  assert.notEqual(await readlink(join(shown, '..data')), first);
  assert.deepEqual(
    (await readdir(shown)).filter((name) => !name.startsWith('..')),
    ['a'],
  );
  assert.equal((await readdir(shown)).length, 3, 'what was shown before is removed');
});

test('a change of modes alone is a change', async (t) => {
  const shown = await directory(t);
  await writePayload(shown, payload({ a: '1' }, 0o644));
  assert.equal(await writePayload(shown, payload({ a: '1' }, 0o600)), true);
  assert.equal((await stat(join(shown, 'a'))).mode & 0o777, 0o600);
});
