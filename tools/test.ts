// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** `npm test`: every static check and every unit test; installs nothing beyond what `npm ci` did. */

import { spawnSync } from 'node:child_process';
import { closingLine, resetCounts, totalCounts } from './counts.ts';

resetCounts();
for (const script of ['tools/check/all.ts', 'tools/unit.ts'])
  spawnSync(process.execPath, [script], { stdio: 'inherit' });
const total = totalCounts();
console.log(`\ntest: ${closingLine(total)}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
