// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Runs every `*.test.ts` beside the code in one process and fails when there was none. `unit [PATH…]` narrows it. */

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const asked = process.argv.slice(2);
const files = globSync([
  'packages/*/src/**/*.test.ts',
  'tools/**/*.test.ts',
  'images/**/*.test.ts',
  'e2e/**/*.test.ts',
]).filter((file) => asked.length === 0 || asked.some((path) => file.startsWith(path)));
if (files.length === 0) {
  console.error('unit: no test file found');
  process.exit(1);
}
console.log(`unit: ${files.length} test files in one process`);
const reporter = process.env.CI || asked.length === 0 ? 'dot' : 'spec';
const result = spawnSync(
  process.execPath,
  [
    '--test',
    '--test-isolation=none',
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
    '--test-reporter=./tools/summary-reporter.ts',
    '--test-reporter-destination=stdout',
    ...files,
  ],
  { stdio: 'inherit' },
);
process.exit(result.status ?? 1);
