// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { VirtualMachineInstance, VirtualMachineInstanceCondition } from '@kubevirt-ts/api';
import { type PrintableInput, printableStatus } from './printable-status.ts';
import type { RunStrategy } from './run-strategy.ts';

type Phase = NonNullable<VirtualMachineInstance['status']>['phase'];

const vmi = (phase: Phase, ...conditions: [string, string, string?][]): VirtualMachineInstance => ({
  metadata: { name: 'a' },
  spec: { domain: { devices: {} } },
  status: {
    phase,
    conditions: conditions.map(([type, status, reason]): VirtualMachineInstanceCondition => ({ type, status, reason })),
  },
});
const deleted = (instance: VirtualMachineInstance): VirtualMachineInstance => ({
  ...instance,
  metadata: { ...instance.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' },
});

const status = (strategy: RunStrategy, rest: Partial<PrintableInput>): string =>
  printableStatus({
    vm: { metadata: {}, spec: { runStrategy: strategy, template: {} } },
    step: { do: 'keep' },
    failedStarts: 0,
    waiting: false,
    claimUnbound: false,
    ...rest,
  });

const create = { do: 'create', paused: false } as const;
const table: [string, RunStrategy, Partial<PrintableInput>][] = [
  ['Stopped', 'Halted', {}],
  ['Stopped', 'Manual', { vmi: vmi('Succeeded') }],
  ['Stopped', 'Once', { vmi: vmi('Failed') }],
  ['Starting', 'Always', { step: create }],
  ['Starting', 'Always', { vmi: vmi(undefined) }],
  ['Starting', 'Always', { vmi: vmi('Scheduled') }],
  ['Starting', 'Always', { vmi: vmi('Succeeded'), step: { do: 'delete', startAgain: false } }],
  ['Starting', 'Halted', { step: { do: 'run-always' } }],
  ['CrashLoopBackOff', 'Always', { waiting: true, failedStarts: 2 }],
  ['CrashLoopBackOff', 'Once', { vmi: vmi('Failed'), failedStarts: 1 }],
  ['Running', 'Always', { vmi: vmi('Running') }],
  ['Running', 'Always', { vmi: vmi('Running', ['PodScheduled', 'False', 'Unschedulable']) }],
  ['Paused', 'Always', { vmi: vmi('Running', ['Paused', 'True']) }],
  ['Stopping', 'Halted', { vmi: vmi('Running'), step: { do: 'delete', startAgain: false } }],
  ['Stopping', 'Always', { vmi: deleted(vmi('Running', ['Paused', 'True'])) }],
  ['Stopped', 'Halted', { vmi: deleted(vmi('Succeeded')) }],
  ['ErrorPvcNotFound', 'Always', { vmi: vmi('Pending', ['Synchronized', 'False', 'FailedPvcNotFound']) }],
  ['ErrorUnschedulable', 'Always', { vmi: vmi('Scheduling', ['PodScheduled', 'False', 'Unschedulable']) }],
  [
    'WaitingForVolumeBinding',
    'Always',
    { vmi: vmi('Scheduling', ['PodScheduled', 'False', 'Unschedulable']), claimUnbound: true },
  ],
  ['WaitingForVolumeBinding', 'Always', { step: create, claimUnbound: true }],
  ['Provisioning', 'Always', { vmi: vmi('Pending', ['Provisioning', 'True']) }],
  ['ErrImagePull', 'Always', { vmi: vmi('Scheduling', ['Synchronized', 'False', 'ErrImagePull']) }],
  ['ImagePullBackOff', 'Always', { vmi: vmi('Scheduling', ['Synchronized', 'False', 'ImagePullBackOff']) }],
  ['WaitingForReceiver', 'WaitAsReceiver', { vmi: vmi('WaitingForSync') }],
  ['Unknown', 'Always', { vmi: vmi('Unknown') }],
];

describe('the one word for a VM', () => {
  for (const [expected, strategy, input] of table) {
    const about = `${strategy}, VMI ${input.vmi?.status?.phase ?? (input.vmi ? 'new' : 'absent')}`;
    test(`${expected}: ${about}`, () => assert.equal(status(strategy, input), expected));
  }
  test('Terminating comes before all else', () => {
    const vm = { metadata: { deletionTimestamp: 'x' }, spec: { running: true, template: {} } };
    assert.equal(status('Always', { vm, vmi: vmi('Running') }), 'Terminating');
  });
});
