// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { TestEvent } from 'node:test/reporters';
import { addCounts, closingLine } from './counts.ts';

const ownCounts = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /;

/** Prints what the tests said about their own counts and every skip with its reason, and ends with one line that counts; adds to the run's counts. */
async function* summary(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of source) {
    if (event.type === 'test:diagnostic' && !ownCounts.test(event.data.message)) yield `  ${event.data.message}\n`;
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    if (event.data.details.type === 'suite') continue;
    if (event.data.skip !== undefined) {
      counts.skipped += 1;
      yield `SKIPPED ${event.data.name}: ${event.data.skip}\n`;
    } else if (event.type === 'test:pass') counts.passed += 1;
    else counts.failed += 1;
  }
  addCounts(counts);
  yield `\n${closingLine(counts)}\n`;
}

// biome-ignore lint/style/noDefaultExport: node loads a reporter by its default export
export default summary;
