// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { conversation } from './conversation.ts';
import { run } from './run.ts';

test('a program gets its input and gives code, output and errors', async () => {
  const script = 'cat; echo oops >&2; exit 3';
  assert.deepEqual(await run('/bin/sh', ['-c', script], { input: 'hello' }), {
    code: 3,
    stdout: 'hello',
    stderr: 'oops\n',
  });
});

test('output is bounded, and so is time', async () => {
  const { stdout } = await run('/bin/sh', ['-c', 'head -c 100000 /dev/zero'], { maxOutputBytes: 10 });
  assert.equal(stdout.length, 10);
  await assert.rejects(
    run('/bin/sh', ['-c', 'exec cat /dev/zero >/dev/null'], { timeoutMs: 20 }),
    /took more than 20 ms/,
  );
  await assert.rejects(run('/nonexistent/program', []), /cannot be run/);
});

test('a program can be talked to', async () => {
  const { stream, end } = conversation('/bin/cat', []);
  stream.write('hello');
  const [chunk] = await once(stream, 'data');
  assert.equal(String(chunk), 'hello');
  end();
  stream.destroy();
});
