// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Turns } from './turns.ts';

it('work on one thing is done one after another, on others beside it', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const first = Promise.withResolvers<void>();
  const a = turns.of('a', async () => {
    await first.promise;
    seen.push('a1');
    throw new Error('failed');
  });
  const again = turns.of('a', async () => seen.push('a2'));
  await turns.of('b', async () => seen.push('b'));
  first.resolve();
  await assert.rejects(a, /failed/);
  await again;
  assert.deepEqual(seen, ['b', 'a1', 'a2']);
});
