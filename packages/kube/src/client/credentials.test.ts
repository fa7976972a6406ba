// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readServiceAccount, remembered } from './credentials.ts';

test('a token is read again after a minute, or when it was refused; while it cannot be read the last one stays', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'service-account-'));
  let nowMs = 0;
  const write = (token: string) => writeFile(join(directory, 'token'), `${token}\n`);
  await write('one');
  await writeFile(join(directory, 'ca.crt'), 'ca');
  const credentials = remembered(
    () => readServiceAccount('https://10.0.0.1:443', directory),
    () => nowMs,
  );
  const token = async () => (await credentials.current()).headers.authorization;
  assert.equal(await token(), 'Bearer one');
  await write('two');
  nowMs += 59_000;
  assert.equal(await token(), 'Bearer one');
  nowMs += 1000;
  assert.equal(await token(), 'Bearer two');
  await write('three');
  credentials.refused();
  assert.equal(await token(), 'Bearer three');
  await rm(directory, { recursive: true });
  credentials.refused();
  assert.equal(await token(), 'Bearer three');
});
