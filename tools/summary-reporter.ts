// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { TestEvent } from 'node:test/reporters';

/** Prints what the tests said about their own counts, every skip with its reason, and one closing line. */
async function* summary(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of source) {
    if (
      event.type === 'test:diagnostic' &&
      !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(event.data.message)
    ) {
      yield `  ${event.data.message}\n`;
    }
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    if (event.data.details.type === 'suite') continue;
    if (event.data.skip !== undefined) {
      counts.skipped += 1;
      yield `SKIPPED ${event.data.name}${typeof event.data.skip === 'string' ? `: ${event.data.skip}` : ''}\n`;
    } else if (event.type === 'test:pass') counts.passed += 1;
    else counts.failed += 1;
  }
  yield `\nunit: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}

// biome-ignore lint/style/noDefaultExport: node loads a reporter by its default export
export default summary;
