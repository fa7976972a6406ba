// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { setImmediate as turn } from 'node:timers/promises';

/** Waits until a check gives something truthy, and gives that; throws when it has not within ten seconds. */
export async function eventually<T>(check: () => T | Promise<T>, what = 'the condition'): Promise<NonNullable<T>> {
  const startedMs = performance.now();
  for (;;) {
    const found = await check();
    if (found) return found as NonNullable<T>;
    if (performance.now() - startedMs > 10_000) throw new Error(`${what} did not come true`);
    await turn();
  }
}
