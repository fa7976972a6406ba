// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nextPhase, type PhaseInput } from './next-phase.ts';
import { withPhase } from './phase.ts';
import type { PodFacts } from './pod-facts.ts';

const pod = (more: Partial<PodFacts> = {}): PodFacts => ({
  name: 'virt-launcher-a-12345',
  uid: 'p',
  ended: false,
  deleting: false,
  graceSeconds: 60,
  ips: [],
  handedOver: false,
  wantsKvm: false,
  ...more,
});
const up = pod({ node: 'node1', handedOver: true });
const ended = (terminationMessage?: string) => pod({ ended: true, node: 'node1', terminationMessage });

const table: [string, Partial<PhaseInput>, string | undefined][] = [
  ['nothing yet', { phase: undefined }, undefined],
  ['a pod', { phase: 'Pending', pod: pod() }, 'Scheduling'],
  ['a pod for a VMI that no webhook saw', { phase: undefined, pod: pod() }, 'Scheduling'],
  ['deleted before its pod', { phase: 'Pending', deleting: true }, 'Failed'],
  ['deleted with its pod going', { phase: 'Pending', deleting: true, pod: pod({ deleting: true }) }, 'Scheduling'],
  ['pod not up yet', { phase: 'Scheduling', pod: pod() }, undefined],
  ['pod up', { phase: 'Scheduling', pod: up }, 'Scheduled'],
  ['pod up but deleted', { phase: 'Scheduling', pod: { ...up, deleting: true } }, undefined],
  ['pod vanished', { phase: 'Scheduling' }, 'Failed'],
  ['pod ended', { phase: 'Scheduling', pod: pod({ ended: true }) }, 'Failed'],
  ['guest quicker than the controller', { phase: 'Scheduling', pod: ended('guest-shutdown\n') }, 'Succeeded'],
  ['running', { phase: 'Running', pod: up }, undefined],
  ['pod ended by the guest', { phase: 'Running', pod: ended('guest-shutdown') }, 'Succeeded'],
  ['pod ended by the clock', { phase: 'Running', pod: ended('grace-period-expired') }, 'Failed'],
  ['pod ended as asked', { phase: 'Running', deleting: true, mayBeKilled: true, pod: ended() }, 'Succeeded'],
  ['pod gone as asked', { phase: 'Running', deleting: true, mayBeKilled: true }, 'Succeeded'],
  ['pod ended without a word', { phase: 'Scheduled', pod: ended() }, 'Failed'],
  ['pod gone after the guest', { phase: 'Running', lastPod: ended('guest-shutdown') }, 'Succeeded'],
  ['pod gone', { phase: 'Running' }, 'Failed'],
  ['pod and node gone', { phase: 'Running', nodeUnresponsive: true }, 'Failed NodeUnresponsive'],
  ['node gone, pod still there', { phase: 'Running', nodeUnresponsive: true, pod: up }, undefined],
  ['an end is never overwritten', { phase: 'Succeeded', pod: pod({ ended: true }) }, undefined],
  ['an end stays without a pod', { phase: 'Failed', deleting: true }, undefined],
];

describe('the next phase of a VMI', () => {
  for (const [when, input, expected] of table) {
    test(`${input.phase ?? 'new'}, ${when}: ${expected ?? 'stays'}`, () => {
      const step = nextPhase({ phase: undefined, deleting: false, ...input });
      assert.equal(step && [step.phase, step.reason].filter(Boolean).join(' '), expected);
    });
  }
});

test('a phase is entered with its time, once', () => {
  const at = new Date('2026-01-01T00:00:00.123Z');
  const entered = withPhase({ phase: 'Pending' }, 'Scheduling', at);
  const noted = [{ phase: 'Scheduling', phaseTransitionTimestamp: '2026-01-01T00:00:00Z' }];
  assert.deepEqual(entered, { phase: 'Scheduling', phaseTransitionTimestamps: noted });
  assert.equal(withPhase(entered, 'Scheduling', at), entered);
});
