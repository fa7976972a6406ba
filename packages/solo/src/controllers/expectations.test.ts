// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock } from '@kubevirt-ts/testkit';
import { Expectations } from './expectations.ts';

test('an owner is settled when everything was seen to come and to go', () => {
  const expectations = new Expectations(clock().now);
  assert.ok(expectations.isSettled('a'));
  expectations.expectCreations('a', 2);
  expectations.expectDeletions('a', ['x']);
  expectations.created('a');
  expectations.created('a');
  assert.ok(!expectations.isSettled('a'));
  expectations.deleted('a', 'unrelated');
  assert.ok(!expectations.isSettled('a'));
  expectations.deleted('a', 'x');
  assert.ok(expectations.isSettled('a'));
});

test('what never comes is given up after five minutes', () => {
  const time = clock();
  const expectations = new Expectations(time.now);
  expectations.expectCreations('a', 1);
  time.advance(4 * 60_000);
  assert.ok(!expectations.isSettled('a'));
  time.advance(60_000);
  assert.ok(expectations.isSettled('a'));
});
