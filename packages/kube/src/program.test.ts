// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const file = join(import.meta.dirname, '../test/program-under-test.ts');

/** Runs the program, sends SIGTERM when it says it waits for that, and gives its exit code and log lines. */
async function run(how: string): Promise<{ code: number | null; lines: Record<string, unknown>[] }> {
  const child = spawn(process.execPath, [file, how], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    const waited = output.includes('waiting');
    output += chunk;
    if (!waited && output.includes('waiting')) child.kill('SIGTERM');
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, lines };
}

test('a program that ends after SIGTERM exits with 0', async () => {
  const { code, lines } = await run('return');
  assert.equal(code, 0);
  assert.deepEqual(
    lines.map(({ component, level, msg }) => [component, level, msg]),
    [
      ['test', 'info', 'waiting'],
      ['test', 'info', 'shutting down'],
    ],
  );
});

test('one that throws, rejects unseen or does not end exits with 1 and says why', async () => {
  for (const [how, said] of [
    ['throw', 'unexpected error'],
    ['reject', 'unexpected error'],
    ['hang', 'did not end in time'],
  ] as const) {
    const { code, lines } = await run(how);
    assert.deepEqual([how, code, lines.at(-1)?.msg], [how, 1, said]);
  }
});
