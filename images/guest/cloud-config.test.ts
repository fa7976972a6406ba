// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { run } from '../../tools/shell.ts';

const directory = join(import.meta.dirname, 'golden');
const program = join(import.meta.dirname, 'root/usr/lib/guest/cloud-config.awk');

/** What the guest makes of a cloud-config: the script with its settings, then the one with its commands. */
function translated(cloudConfig: string): string {
  const scratch = mkdtempSync(join(tmpdir(), 'cloud-config-'));
  try {
    const runcmd = join(scratch, 'runcmd');
    const settings = run('awk', ['-v', `runcmd=${runcmd}`, '-f', program], { input: cloudConfig });
    const commands = existsSync(runcmd) ? readFileSync(runcmd, 'utf8') : '';
    for (const script of [settings, commands]) run('sh', ['-n'], { input: script });
    return `# settings\n${settings}# runcmd\n${commands}`;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

describe('cloud-config in the demo guest', () => {
  for (const input of globSync(join(directory, '*.input.yaml'))) {
    const name = basename(input, '.input.yaml');
    it(`translates ${name}`, () => {
      const output = join(directory, `${name}.output.sh`);
      const actual = translated(readFileSync(input, 'utf8'));
      if (process.env.GOLDEN === 'write') writeFileSync(output, actual);
      assert.equal(actual, readFileSync(output, 'utf8'));
    });
  }
});
