// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Runs every static check, prints what each counted, and fails when one found a fault or had nothing to look at. */

import { addCounts } from '../counts.ts';
import { attempt } from '../shell.ts';
import { checkCycles, checkDirections } from './directions.ts';
import { checkDocumentation } from './documentation.ts';
import { type Finding, readPackages } from './workspace.ts';

const packages = readPackages();

/** A check by another program: it passes when the program exits zero and says how much it saw. */
function external(counted: string, args: readonly string[], count: (output: string) => number): Finding {
  const outcome = attempt(args[0] ?? '', args.slice(1));
  const output = `${outcome.stdout}\n${outcome.stderr}`;
  // A compiler's list of its files, which are absolute paths, would push its errors out.
  const told = output.split('\n').filter((line) => line && !line.startsWith('/'));
  return { counted, count: count(output), faults: outcome.code === 0 ? [] : told.slice(-40) };
}

const number = (pattern: RegExp) => (output: string) => Number(pattern.exec(output)?.[1] ?? 0);
const lines = (output: string) => output.split('\n').filter((line) => line && !line.includes('node_modules')).length;

const checks: Readonly<Record<string, () => Finding>> = {
  types: () => external('files', ['tsc', '-p', 'tsconfig.json', '--listFiles'], lines),
  lint: () => external('files', ['biome', 'check', '--error-on-warnings', '.'], number(/Checked (\d+) files/)),
  'dead code': () => ({ ...external('packages', ['knip', '--no-config-hints'], () => packages.length) }),
  directions: () => checkDirections(packages),
  cycles: () => checkCycles(packages),
  documentation: () => checkDocumentation(packages),
  'lock file': () => external('optional packages', [process.execPath, 'tools/lock.ts', '--check'], number(/(\d+) /)),
  generated: () => external('generated files', [process.execPath, 'tools/generate.ts', '--check'], number(/(\d+) /)),
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const { counted, count, faults } = check();
  const passed = faults.length === 0 && count > 0;
  if (!passed) failed += 1;
  console.log(
    `${passed ? 'ok    ' : 'FAILED'} ${name}: ${count} ${counted}${faults.length > 0 ? `, ${faults.length} lines of faults` : ''}`,
  );
  for (const fault of faults) console.log(`         ${fault}`);
}
addCounts({ passed: Object.keys(checks).length - failed, failed, skipped: 0 });
process.exitCode = failed === 0 ? 0 : 1;
