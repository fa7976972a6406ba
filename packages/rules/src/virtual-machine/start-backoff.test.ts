// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { startDelayMs, startFailure, startWaitMs } from './start-backoff.ts';

const now = new Date('2026-01-01T00:00:00Z');
const ended = (uid: string, more: { ran?: boolean; deletedAt?: string } = {}): VirtualMachineInstance => ({
  metadata: { uid, deletionTimestamp: more.deletedAt },
  spec: { domain: { devices: {} } },
  status: {
    phase: 'Failed',
    phaseTransitionTimestamps: [
      ...(more.ran ? [{ phase: 'Running' as const, phaseTransitionTimestamp: '2026-01-01T00:00:00Z' }] : []),
      { phase: 'Failed', phaseTransitionTimestamp: '2026-01-01T00:00:05Z' },
    ],
  },
});

describe('the wait before the next start', () => {
  const waits: [number, number, number][] = [
    [1, 0, 10_000],
    [1, 0.999, 14_995],
    [2, 0, 40_000],
    [2, 0.5, 50_000],
    [5, 0, 250_000],
    [6, 0, 300_000],
    [100, 0.9, 300_000],
  ];
  for (const [failures, random, expectedMs] of waits) {
    test(`${failures} failures, random ${random}`, () => assert.equal(startDelayMs(failures, random), expectedMs));
  }
});

describe('the record of failed starts', () => {
  const input = { strategy: 'Always', now, random: 0 } as const;
  const one = startFailure(undefined, { ...input, vmi: ended('a') });

  test('counts a VMI that never ran, once', () => {
    assert.deepEqual(one, {
      consecutiveFailCount: 1,
      lastFailedVMIUID: 'a',
      retryAfterTimestamp: '2026-01-01T00:00:10Z',
    });
    assert.equal(startFailure(one, { ...input, vmi: ended('a') }), one);
  });
  test('counts on with the next VMI', () => {
    assert.equal(startFailure(one, { ...input, vmi: ended('b') })?.consecutiveFailCount, 2);
  });
  test('stays while there is no VMI', () => assert.equal(startFailure(one, input), one));
  test('is dropped when a guest ran', () => {
    assert.equal(startFailure(one, { ...input, vmi: ended('b', { ran: true }) }), undefined);
  });
  test('is dropped when the strategy does not start by itself', () => {
    assert.equal(startFailure(one, { ...input, strategy: 'Halted' }), undefined);
  });
  test('does not count a VMI that was deleted first', () => {
    const vmi = ended('b', { deletedAt: '2026-01-01T00:00:04Z' });
    assert.equal(startFailure(undefined, { ...input, vmi }), undefined);
  });
  test('says how long to wait', () => {
    assert.equal(startWaitMs(one, now), 10_000);
    assert.equal(startWaitMs(one, new Date('2026-01-01T00:01:00Z')), 0);
    assert.equal(startWaitMs(undefined, now), 0);
  });
});
