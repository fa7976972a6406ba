// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenBucket } from './token-bucket.ts';

test('a burst goes at once, then so many a second', () => {
  let nowMs = 0;
  const bucket = new TokenBucket({ qps: 10, burst: 2, nowMs: () => nowMs });
  assert.deepEqual([bucket.take(), bucket.take(), bucket.take(), bucket.take()], [0, 0, 100, 200]);
  nowMs += 300;
  assert.deepEqual([bucket.tryTake(), bucket.tryTake()], [true, false]);
  nowMs += 60_000;
  assert.deepEqual([bucket.tryTake(), bucket.tryTake(), bucket.tryTake()], [true, true, false]);
});
