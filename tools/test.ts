// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** `npm test`: every static check, every unit test, and every end-to-end scenario on a solo of two nodes; installs what solo and QEMU need. */

import { spawnSync } from 'node:child_process';
import { addCounts, closingLine, resetCounts, totalCounts } from './counts.ts';
import { hostReleases } from './host-images.ts';
import { checkSoloMachine, installSoloRequirements, kubeconfigOf, solo, startSolo, testSolo } from './solo.ts';

function node(...args: string[]): void {
  spawnSync(process.execPath, args, { stdio: 'inherit' });
}

async function endToEnd(): Promise<void> {
  console.log('\n== end to end, on solo');
  checkSoloMachine();
  installSoloRequirements();
  // One that a run before left behind has that run's programs.
  solo('down', testSolo, '--purge');
  const releases = await hostReleases();
  try {
    startSolo(testSolo, 2, Object.values(releases));
    const { current, next } = releases;
    node(
      'e2e/run.ts',
      '--kubeconfig',
      kubeconfigOf(testSolo),
      '--release',
      current.directory,
      '--next',
      next.directory,
    );
  } finally {
    solo('down', testSolo, '--purge');
  }
}

resetCounts();
node('tools/check/all.ts');
node('tools/unit.ts');
const before = totalCounts();
await endToEnd().catch((error: Error) => {
  console.error(`test: ${error.message}`);
  addCounts({ passed: 0, failed: 1, skipped: 0 });
});
const total = totalCounts();
if (total.passed === before.passed && total.failed === before.failed) {
  console.error('test: no end-to-end scenario ran');
  addCounts({ passed: 0, failed: 1, skipped: 0 });
}
console.log(`\ntest: ${closingLine(totalCounts())}`);
process.exitCode = totalCounts().failed === 0 && total.passed > 0 ? 0 : 1;
