// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachine, VirtualMachineInstance } from '@kubevirt-ts/api';
import { vm, vmi } from '@kubevirt-ts/testkit';
import { type Decision, decideRestart, decideStart, decideStop } from './state-changes.ts';

const uid = '11111111-1111-4111-8111-111111111111';
const withStrategy = (runStrategy: string | null, more = {}): VirtualMachine =>
  vm({ spec: { runStrategy, ...(runStrategy === null && { running: false }) }, ...more });
const inPhase = (phase: string, grace?: number): VirtualMachineInstance =>
  vmi({ spec: { terminationGracePeriodSeconds: grace }, status: { phase } });
const outcome = (decision: Decision): unknown =>
  'refused' in decision
    ? `${decision.refused.code} ${decision.refused.message.replace(/^.*"testvm": /, '')}`
    : decision.change;
const requests = (...stateChangeRequests: object[]) => ({ status: { stateChangeRequests } });
const stopRequest = { action: 'Stop', uid };
const startRequest = { action: 'Start' };

test('start', () => {
  const cases: [VirtualMachine, VirtualMachineInstance | undefined, object, unknown][] = [
    [withStrategy('Halted'), undefined, {}, { spec: { runStrategy: 'Always' } }],
    [withStrategy(null), undefined, {}, { spec: { running: true } }],
    [withStrategy('Halted'), undefined, { paused: true }, requests({ action: 'Start', data: { paused: 'true' } })],
    [withStrategy('Manual'), undefined, {}, requests(startRequest)],
    [withStrategy('Manual'), inPhase('Failed'), {}, requests(stopRequest, startRequest)],
    [withStrategy('RerunOnFailure'), inPhase('Succeeded'), {}, requests(stopRequest, startRequest)],
    [
      withStrategy('RerunOnFailure'),
      inPhase('Failed'),
      {},
      '409 RerunOnFailure does not support starting VM from failed state',
    ],
    [withStrategy('Always'), undefined, {}, '409 Always does not support manual start requests'],
    [withStrategy('Once'), undefined, {}, '409 Once does not support manual start requests'],
    [withStrategy('Halted'), inPhase('Running'), {}, '409 VM is already running'],
    [withStrategy('Halted'), inPhase(''), {}, { spec: { runStrategy: 'Always' } }],
    [
      withStrategy('Manual', { status: { stateChangeRequests: [startRequest] } }),
      undefined,
      {},
      '500 Internal error occurred: unable to complete request: stop/start already underway',
    ],
    [
      withStrategy('Manual', { status: { startFailure: { consecutiveFailCount: 1 } } }),
      undefined,
      {},
      { status: { stateChangeRequests: [startRequest], startFailure: null } },
    ],
  ];
  for (const [given, instance, options, expected] of cases)
    assert.deepEqual(outcome(decideStart({ vm: given, vmi: instance }, options)), expected);
  const recovering = withStrategy('Halted', {
    status: { conditions: [{ type: 'ManualRecoveryRequired', status: 'True' }] },
  });
  assert.match(
    String(outcome(decideStart({ vm: recovering }, {}))),
    /^409 VM recovery required: Volume migration failed/,
  );
});

test('stop', () => {
  const cases: [VirtualMachine, VirtualMachineInstance | undefined, object, unknown][] = [
    [withStrategy('Always'), undefined, {}, { spec: { runStrategy: 'Halted' } }],
    [withStrategy('Once'), inPhase('Running'), {}, { spec: { runStrategy: 'Halted' } }],
    [withStrategy('Manual'), inPhase('Running'), {}, requests(stopRequest)],
    [withStrategy('Manual'), inPhase('Succeeded'), {}, '409 VM is not running'],
    [withStrategy('RerunOnFailure'), undefined, {}, '409 VM is not running'],
    [withStrategy('Halted'), undefined, {}, '409 VM is not running'],
    [
      withStrategy('Halted'),
      inPhase('Running', 30),
      {},
      '409 Halted only supports manual stop requests with a shorter graceperiod',
    ],
    [withStrategy('Halted'), inPhase('Running', 30), { gracePeriod: 1 }, requests(stopRequest)],
    [
      withStrategy('Manual', { status: { stateChangeRequests: [startRequest] } }),
      inPhase('Running'),
      {},
      requests(stopRequest),
    ],
  ];
  for (const [given, instance, options, expected] of cases)
    assert.deepEqual(outcome(decideStop({ vm: given, vmi: instance }, options)), expected);
});

test('restart', () => {
  const cases: [VirtualMachine, VirtualMachineInstance | undefined, unknown][] = [
    [withStrategy('Always'), inPhase('Running'), requests(stopRequest, startRequest)],
    [withStrategy('Always'), undefined, '409 VM is not running: Halted'],
    [withStrategy('Halted'), inPhase('Running'), '409 RunStategy Halted does not support manual restart requests'],
    [withStrategy('Once'), inPhase('Running'), '409 RunStategy Once does not support manual restart requests'],
  ];
  for (const [given, instance, expected] of cases)
    assert.deepEqual(outcome(decideRestart({ vm: given, vmi: instance })), expected);
});
