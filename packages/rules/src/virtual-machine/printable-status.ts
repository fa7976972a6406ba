// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type VirtualMachine, type VirtualMachineInstance, vmiPhases } from '@kubevirt-ts/api';
import { isFinal } from '../virtual-machine-instance/index.ts';
import { type RunStrategy, runStrategyOf, type Step } from './run-strategy.ts';

/** What the one word for a VM's state depends on. */
export interface PrintableInput {
  vm: VirtualMachine;
  vmi?: VirtualMachineInstance;
  /** What is about to be done. */
  step: Step;
  /** Starts that failed in a row. */
  failedStarts: number;
  /** The next start waits for its back-off. */
  waiting: boolean;
  /** A claim of the VM exists and is not bound. */
  claimUnbound: boolean;
}

const condition = (input: PrintableInput, type: string) => input.vmi?.status?.conditions?.find((c) => c.type === type);

const isTrue = (input: PrintableInput, type: string): boolean => condition(input, type)?.status === 'True';

const isFalseFor = (input: PrintableInput, type: string, reason: string): boolean =>
  condition(input, type)?.status === 'False' && condition(input, type)?.reason === reason;

const phaseOf = ({ vmi }: PrintableInput): string => vmi?.status?.phase || vmiPhases.pending;

const isMigrating = (vmi: VirtualMachineInstance | undefined): boolean => {
  const state = vmi?.status?.migrationState;
  return state?.startTimestamp !== undefined && state.endTimestamp === undefined;
};

const lives = ({ vmi }: PrintableInput): boolean => vmi !== undefined && !isFinal(vmi.status?.phase);

const isStarting = (input: PrintableInput): boolean =>
  lives(input) &&
  [vmiPhases.pending, vmiPhases.scheduling, vmiPhases.scheduled].some((phase) => phase === phaseOf(input));

const willStart = ({ vm, vmi, step, waiting }: PrintableInput): boolean => {
  if (waiting) return false;
  if (step.do === 'create' || step.do === 'run-always') return true;
  if (vmi === undefined || !isFinal(vmi.status?.phase)) return false;
  return runStrategyOf(vm) === 'Always' || (step.do === 'delete' && step.startAgain);
};

const restarting: readonly RunStrategy[] = ['Always', 'RerunOnFailure', 'Once'];

const table: readonly [string, (input: PrintableInput) => boolean][] = [
  ['Terminating', ({ vm }) => vm.metadata?.deletionTimestamp !== undefined],
  ['Stopping', (i) => lives(i) && (i.vmi?.metadata?.deletionTimestamp !== undefined || i.step.do === 'delete')],
  ['Migrating', (i) => lives(i) && isMigrating(i.vmi)],
  ['Paused', (i) => i.vmi?.status?.phase === vmiPhases.running && isTrue(i, 'Paused')],
  ['Running', (i) => i.vmi?.status?.phase === vmiPhases.running],
  ['ErrorPvcNotFound', (i) => lives(i) && isFalseFor(i, 'Synchronized', 'FailedPvcNotFound')],
  ['ErrorUnschedulable', (i) => lives(i) && isFalseFor(i, 'PodScheduled', 'Unschedulable') && !i.claimUnbound],
  ['Provisioning', (i) => lives(i) && isTrue(i, 'Provisioning')],
  ['WaitingForVolumeBinding', (i) => (isStarting(i) || willStart(i)) && i.claimUnbound],
  ['ErrImagePull', (i) => lives(i) && isFalseFor(i, 'Synchronized', 'ErrImagePull')],
  ['ImagePullBackOff', (i) => lives(i) && isFalseFor(i, 'Synchronized', 'ImagePullBackOff')],
  ['Starting', (i) => isStarting(i) || willStart(i)],
  ['CrashLoopBackOff', (i) => i.failedStarts > 0 && !lives(i) && restarting.includes(runStrategyOf(i.vm))],
  ['WaitingForReceiver', (i) => runStrategyOf(i.vm) === 'WaitAsReceiver' && phaseOf(i) === vmiPhases.waitingForSync],
  ['Stopped', (i) => !lives(i)],
];

/**
 * The one word for people about a VM's state; the first that fits.
 * @differs a VM whose pod waits only for its claim to be bound is WaitingForVolumeBinding, because the pod itself is
 *   what makes a claim be bound here
 */
export const printableStatus = (input: PrintableInput): string =>
  table.find(([, fits]) => fits(input))?.[0] ?? 'Unknown';
