// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  finalizers,
  type VirtualMachine,
  type VirtualMachineInstance,
  type VirtualMachineStateChangeRequest,
} from '@kubevirt-ts/api';
import {
  needsRestart,
  nextStep,
  pendingRequests,
  runStrategyOf,
  type Step,
  startFailure,
  startWaitMs,
} from '@kubevirt-ts/rules/virtual-machine';
import { isFinal } from '@kubevirt-ts/rules/virtual-machine-instance';
import { adopted, generationOf, instanceFacts, ownershipOf, released, withGeneration } from './instance.ts';
import type { Known, Progress } from './progress.ts';
import { mayNotStart, refusal } from './refusal.ts';
import { statusOf } from './status.ts';

/** What to do about a VM. */
export interface Decision {
  /** The VM as it should be. */
  vm: VirtualMachine;
  /** The VMI as it should be, in its metadata; the same object when nothing is to change. */
  vmi?: VirtualMachineInstance;
  step: Step;
  /** When to look again though nothing changed. */
  afterMs?: number;
}

const keep: Step = { do: 'keep' };

const withFinalizer = (vm: VirtualMachine): VirtualMachine => {
  const known = vm.metadata?.finalizers ?? [];
  return known.includes(finalizers.vm)
    ? vm
    : { ...vm, metadata: { ...vm.metadata, finalizers: [...known, finalizers.vm] } };
};

const withoutFinalizer = (vm: VirtualMachine): VirtualMachine => ({
  ...vm,
  metadata: { ...vm.metadata, finalizers: vm.metadata?.finalizers?.filter((name) => name !== finalizers.vm) },
});

const restartOf = ({ vm, startedWith }: Known, vmi: VirtualMachineInstance | undefined): Progress['restart'] => {
  if (!vmi || isFinal(vmi.status?.phase) || generationOf(vmi) === vm.metadata?.generation) return 'no';
  if (!startedWith) return 'unknown';
  return needsRestart(startedWith, vm.spec) ? 'required' : 'no';
};

const withStart = (requests: readonly VirtualMachineStateChangeRequest[]) =>
  requests.some(({ action }) => action === 'Start') ? requests : [...requests, { action: 'Start' }];

const progressOf = (known: Known): Progress & { waitMs: number } => {
  const { vm, now, random, failure } = known;
  const ownership = ownershipOf(vm, known.vmi);
  const vmi = ownership === 'ours' ? known.vmi : undefined;
  const strategy = runStrategyOf(vm);
  const instance = instanceFacts(vmi);
  const failures = startFailure(vm.status?.startFailure, { strategy, vmi, now, random });
  const requests = pendingRequests(vm.status?.stateChangeRequests ?? [], instance);
  const base = {
    vmi,
    held: false,
    requests,
    startFailure: failures,
    restart: restartOf(known, vmi),
    failure,
    waitMs: 0,
  };
  if (vm.metadata?.deletionTimestamp) {
    return { ...base, step: instance && !instance.deleting ? { do: 'delete', startAgain: false } : keep };
  }
  if (ownership === 'abandoned') return { ...base, step: keep };

  const step = nextStep({ strategy, previousStrategy: vm.status?.runStrategy, instance, requests });
  if (step.do === 'delete' && step.startAgain) return { ...base, step, requests: withStart(requests) };
  if (step.do !== 'create' && strategy !== 'WaitAsReceiver') return { ...base, step };
  const refused = vmi ? undefined : refusal(vm, ownership);
  const waitMs = startWaitMs(failures, now);
  if (refused) return { ...base, step: keep, held: true, failure: refused };
  return waitMs > 0 || mayNotStart(vm) ? { ...base, step: keep, held: true, waitMs } : { ...base, step };
};

const instanceAfter = ({ vm, vmi, startedWith }: Known, { step, restart }: Progress) => {
  if (!vmi) return undefined;
  if (vmi.metadata?.deletionTimestamp) return released(vmi);
  const ownership = ownershipOf(vm, vmi);
  if (ownership === 'abandoned') return adopted(vmi, vm);
  const { generation } = vm.metadata ?? {};
  const isSameGuest = ownership === 'ours' && startedWith !== undefined && restart === 'no' && step.do === 'keep';
  const isBehind = !isFinal(vmi.status?.phase) && generation !== undefined && generation !== generationOf(vmi);
  return isSameGuest && isBehind ? withGeneration(vmi, generation) : vmi;
};

/** What a VM should look like given its VMI, and what to do about the VMI. */
export const decide = (known: Known): Decision => {
  const { vm } = known;
  const isDeleting = vm.metadata?.deletionTimestamp !== undefined;
  const isOrphaning = vm.metadata?.finalizers?.includes('orphan') ?? false;
  if (isDeleting && (isOrphaning || ownershipOf(vm, known.vmi) !== 'ours')) {
    return { vm: withoutFinalizer(vm), vmi: known.vmi && released(known.vmi), step: keep };
  }
  const progress = progressOf(known);
  return {
    vm: { ...(isDeleting ? vm : withFinalizer(vm)), status: statusOf(known, progress) },
    vmi: instanceAfter(known, progress),
    step: progress.step,
    afterMs: progress.waitMs > 0 ? progress.waitMs : undefined,
  };
};
