// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * What `.ci/run` does after `npm test`: builds two versions of the product, starts a real two-node cluster, runs every
 * end-to-end scenario on it, compares solo's API with its, answer by answer, and takes both down again, whatever happened.
 */

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { kubeconfig } from './cluster/layout.ts';
import { addCounts, closingLine, totalCounts } from './counts.ts';
import { releases } from './releases.ts';
import { kubeconfigOf, solo, startSolo, testSolo } from './solo.ts';

function step(...args: string[]): void {
  console.log(`\n== ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${args.join(' ')} exited ${status}`);
}

try {
  for (const { version } of Object.values(releases)) step('tools/release.ts', '--version', version);
  step('tools/cluster.ts', 'down');
  step('tools/cluster.ts', 'up', '2');
  step(
    'tools/cluster.ts',
    'load',
    ...Object.values(releases).flatMap(({ directory }) => globSync(`${directory}/*.tar`)),
  );
  step('e2e/run.ts', '--kubeconfig', kubeconfig);
  startSolo(testSolo, 1, []);
  step('e2e/differential/run.ts', '--reference', kubeconfig, '--candidate', kubeconfigOf(testSolo));
} catch (error) {
  console.error(`ci: ${(error as Error).message}`);
  if (totalCounts().failed === 0) addCounts({ passed: 0, failed: 1, skipped: 0 });
} finally {
  solo('down', testSolo, '--purge');
  spawnSync(process.execPath, ['tools/cluster.ts', 'down'], { stdio: 'inherit' });
}
if (process.env.TESTS_FAILED && totalCounts().failed === 0) addCounts({ passed: 0, failed: 1, skipped: 0 });
const total = totalCounts();
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
