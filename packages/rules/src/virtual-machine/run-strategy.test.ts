// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type InstanceFacts, nextStep, pendingRequests, type RunStrategy, type StrategyInput } from './run-strategy.ts';

const live: InstanceFacts = { uid: 'i', deleting: false };
const succeeded: InstanceFacts = { ...live, outcome: 'Succeeded' };
const failed: InstanceFacts = { ...live, outcome: 'Failed' };
const leaving: InstanceFacts = { ...live, deleting: true };
const start = { action: 'Start' };
const startPaused = { action: 'Start', data: { paused: 'true' } };
const stop = { action: 'Stop', uid: 'i' };

const step = (strategy: RunStrategy, rest: Partial<StrategyInput>): string => {
  const next = nextStep({ strategy, previousStrategy: strategy, requests: [], ...rest });
  if (next.do === 'create') return next.paused ? 'create paused' : 'create';
  if (next.do === 'delete') return next.startAgain ? 'delete, start again' : 'delete';
  return next.do;
};

const table: [RunStrategy, string, Partial<StrategyInput>, string][] = [
  ['Always', 'no VMI', {}, 'create'],
  ['Always', 'no VMI, start paused', { requests: [startPaused] }, 'create paused'],
  ['Always', 'live', { instance: live }, 'keep'],
  ['Always', 'succeeded', { instance: succeeded }, 'delete'],
  ['Always', 'failed', { instance: failed }, 'delete'],
  ['Always', 'restart', { instance: live, requests: [stop, start] }, 'delete'],
  ['Always', 'going', { instance: leaving, requests: [stop] }, 'keep'],
  ['RerunOnFailure', 'no VMI, new strategy', { previousStrategy: 'Halted' }, 'create'],
  ['RerunOnFailure', 'no VMI, never seen', { previousStrategy: undefined }, 'create'],
  ['RerunOnFailure', 'no VMI', {}, 'keep'],
  ['RerunOnFailure', 'no VMI, start', { requests: [start] }, 'create'],
  ['RerunOnFailure', 'succeeded', { instance: succeeded }, 'delete'],
  ['RerunOnFailure', 'failed', { instance: failed }, 'delete, start again'],
  ['RerunOnFailure', 'stop', { instance: live, requests: [stop] }, 'delete'],
  ['Manual', 'no VMI', { previousStrategy: 'Always' }, 'keep'],
  ['Manual', 'no VMI, start', { requests: [start] }, 'create'],
  ['Manual', 'no VMI, stop before start', { requests: [stop, start] }, 'keep'],
  ['Manual', 'succeeded', { instance: succeeded }, 'keep'],
  ['Manual', 'succeeded, start', { instance: succeeded, requests: [start] }, 'delete'],
  ['Manual', 'failed, restart', { instance: failed, requests: [stop, start] }, 'delete'],
  ['Manual', 'stop', { instance: live, requests: [stop] }, 'delete'],
  ['Manual', 'stop of another', { instance: live, requests: [{ action: 'Stop', uid: 'x' }] }, 'keep'],
  ['Halted', 'no VMI', {}, 'keep'],
  ['Halted', 'no VMI, start', { requests: [start] }, 'run-always'],
  ['Halted', 'live', { instance: live }, 'delete'],
  ['Halted', 'succeeded', { instance: succeeded }, 'delete'],
  ['Once', 'no VMI, new strategy', { previousStrategy: 'Manual' }, 'create'],
  ['Once', 'no VMI', {}, 'keep'],
  ['Once', 'live', { instance: live }, 'keep'],
  ['Once', 'failed', { instance: failed }, 'keep'],
  ['WaitAsReceiver', 'no VMI', { previousStrategy: undefined }, 'keep'],
];

describe('the next step of a VM', () => {
  for (const [strategy, when, input, expected] of table) {
    test(`${strategy}, ${when}: ${expected}`, () => assert.equal(step(strategy, input), expected));
  }
});

describe('requests that are still to be done', () => {
  test('a stop is done when its VMI is gone or is another', () => {
    assert.deepEqual(pendingRequests([stop, start], live), [stop, start]);
    assert.deepEqual(pendingRequests([stop, start], undefined), [start]);
    assert.deepEqual(pendingRequests([stop], { ...live, uid: 'j' }), []);
  });
  test('a stop without a uid is none', () => assert.deepEqual(pendingRequests([{ action: 'Stop' }], live), []));
  test('a start is done when a VMI lives, not when one has ended', () => {
    assert.deepEqual(pendingRequests([start], live), []);
    assert.deepEqual(pendingRequests([start], failed), [start]);
    assert.deepEqual(pendingRequests([start], undefined), [start]);
  });
  test('nothing done, nothing new', () => {
    const requests = [start];
    assert.equal(pendingRequests(requests, undefined), requests);
  });
});
