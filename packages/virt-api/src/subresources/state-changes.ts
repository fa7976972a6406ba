// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachine, VirtualMachineInstance, VirtualMachineStateChangeRequest } from '@kubevirt-ts/api';
import { type CallError, conflict, internal } from './status.ts';

/** What a start, stop or restart writes into the VM: a new strategy, or requests for virt-controller. */
export type Change =
  | { spec: { runStrategy: string } | { running: boolean } }
  | { status: { stateChangeRequests: VirtualMachineStateChangeRequest[]; startFailure?: null } };

/** A VM, the VMI it has, and what to do. */
export interface Situation {
  vm: VirtualMachine;
  vmi?: VirtualMachineInstance;
}

/** What is to be written, or why nothing is. */
export type Decision = { change: Change } | { refused: CallError };

const recovery =
  'VM recovery required: Volume migration failed, leaving some volumes pointing to non-consistent targets; manual intervention is needed to reassign them to their original volumes.';

const finalPhases = ['Succeeded', 'Failed'];

/** Whether a VMI has ended. */
export const isFinal = (vmi: VirtualMachineInstance): boolean => finalPhases.includes(vmi.status?.phase ?? '');

const isLive = (vmi: VirtualMachineInstance | undefined): boolean =>
  vmi !== undefined && !isFinal(vmi) && !['', 'Unknown'].includes(vmi.status?.phase ?? '');

/** The strategy of a VM, in whichever of its two fields it stands. */
const strategyOf = ({ spec }: VirtualMachine): string => spec.runStrategy ?? (spec.running ? 'Always' : 'Halted');

const nameOf = ({ vm }: Situation): string => vm.metadata?.name ?? '';

const refuse = (situation: Situation, why: string): Decision => ({
  refused: conflict('virtualmachine', nameOf(situation), why),
});

const has = ({ vm }: Situation, type: string): boolean =>
  vm.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

/** A strategy that starts or stops the VM, in the field the VM uses. */
const turn = ({ vm }: Situation, on: boolean): Decision => ({
  change: {
    spec: vm.spec.runStrategy === undefined ? { running: on } : { runStrategy: on ? 'Always' : 'Halted' },
  },
});

/** Requests for virt-controller; a stop alone replaces what is pending, everything else has to wait for it. */
const request = ({ vm }: Situation, requests: VirtualMachineStateChangeRequest[]): Decision => {
  const pending = vm.status?.stateChangeRequests?.length ?? 0;
  const onlyStop = requests.length === 1 && requests[0]?.action === 'Stop';
  if (pending > 0 && !onlyStop) return { refused: internal('unable to complete request: stop/start already underway') };
  return {
    change: {
      status: { stateChangeRequests: requests, ...(vm.status?.startFailure && { startFailure: null }) },
    },
  };
};

const stopOf = (vmi: VirtualMachineInstance): VirtualMachineStateChangeRequest => ({
  action: 'Stop',
  uid: vmi.metadata?.uid,
});

/** What starting a VM writes; `paused` leaves the guest stopped at its first instruction. */
export const decideStart = (situation: Situation, { paused = false }: { paused?: boolean }): Decision => {
  const { vm, vmi } = situation;
  const strategy = strategyOf(vm);
  if (isLive(vmi)) return refuse(situation, 'VM is already running');
  if (has(situation, 'ManualRecoveryRequired')) return refuse(situation, recovery);
  const start: VirtualMachineStateChangeRequest = { action: 'Start', ...(paused && { data: { paused: 'true' } }) };
  switch (strategy) {
    case 'Halted':
      return paused ? request(situation, [start]) : turn(situation, true);
    case 'RerunOnFailure':
      if (vmi?.status?.phase === 'Failed')
        return refuse(situation, 'RerunOnFailure does not support starting VM from failed state');
      return request(situation, vmi?.status?.phase === 'Succeeded' ? [stopOf(vmi), start] : [start]);
    case 'Manual':
      return request(situation, vmi && isFinal(vmi) ? [stopOf(vmi), start] : [start]);
    default:
      return refuse(situation, `${strategy} does not support manual start requests`);
  }
};

/** What stopping a VM writes; the grace period itself goes into the VMI. */
export const decideStop = (situation: Situation, { gracePeriod }: { gracePeriod?: number }): Decision => {
  const { vm, vmi } = situation;
  const strategy = strategyOf(vm);
  if (strategy === 'Always' || strategy === 'Once') return turn(situation, false);
  if (!vmi || isFinal(vmi)) return refuse(situation, 'VM is not running');
  if (strategy === 'Halted') {
    const current = vmi.spec.terminationGracePeriodSeconds;
    if (gracePeriod === undefined || (current !== undefined && gracePeriod >= current))
      return refuse(situation, 'Halted only supports manual stop requests with a shorter graceperiod');
  }
  return request(situation, [stopOf(vmi)]);
};

/** What restarting a VM writes. */
export const decideRestart = (situation: Situation): Decision => {
  const { vm, vmi } = situation;
  const strategy = strategyOf(vm);
  if (has(situation, 'VolumesChange')) return refuse(situation, recovery);
  if (strategy === 'Halted' || strategy === 'Once')
    return refuse(situation, `RunStategy ${strategy} does not support manual restart requests`);
  if (!vmi) return refuse(situation, 'VM is not running: Halted');
  return request(situation, [stopOf(vmi), { action: 'Start' }]);
};
