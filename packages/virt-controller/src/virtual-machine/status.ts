// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type VirtualMachineStatus, vmConditions } from '@kubevirt-ts/api';
import { findCondition, removeCondition, setCondition } from '@kubevirt-ts/kube';
import {
  mirroredConditions,
  printableStatus,
  restartRequiredMessage,
  runStrategyOf,
} from '@kubevirt-ts/rules/virtual-machine';
import { wireTime } from '@kubevirt-ts/rules/virtual-machine-instance';
import { generationOf } from './instance.ts';
import type { Known, Progress } from './progress.ts';

const conditionsOf = (known: Known, progress: Progress): VirtualMachineStatus['conditions'] => {
  const { vm, now } = known;
  const { vmi, restart, failure } = progress;
  let conditions = mirroredConditions(vm.status?.conditions ?? [], vmi, wireTime(now));
  conditions = failure
    ? setCondition(conditions, { type: vmConditions.failure, status: 'True', ...failure }, now)
    : removeCondition(conditions, vmConditions.failure);
  if (restart === 'unknown') return conditions;
  return restart === 'required'
    ? setCondition(
        conditions,
        { type: vmConditions.restartRequired, status: 'True', message: restartRequiredMessage },
        now,
      )
    : removeCondition(conditions, vmConditions.restartRequired);
};

/** The status that a VM has while it is as far as `progress` says. */
export const statusOf = (known: Known, progress: Progress): VirtualMachineStatus => {
  const { vm, claimUnbound } = known;
  const { vmi, step, held, requests, startFailure } = progress;
  const conditions = conditionsOf(known, progress);
  const failedStarts = startFailure?.consecutiveFailCount ?? 0;
  return {
    ...vm.status,
    startFailure,
    stateChangeRequests: requests.length > 0 ? [...requests] : undefined,
    created: vmi !== undefined || undefined,
    ready: findCondition(conditions, vmConditions.ready)?.status === 'True' || undefined,
    conditions,
    printableStatus: printableStatus({ vm, vmi, step, failedStarts, waiting: held, claimUnbound }),
    desiredGeneration: vm.metadata?.generation,
    observedGeneration: generationOf(vmi),
    // A start that is still due must be found due again.
    runStrategy: step.do === 'create' || held ? vm.status?.runStrategy : runStrategyOf(vm),
  };
};

const essence = (status: VirtualMachineStatus | undefined): string => {
  const conditions = status?.conditions?.map(({ type, status: value }) => `${type}=${value}`).sort();
  return JSON.stringify({ ...status, conditions });
};

/** Whether two statuses differ in more than why their conditions are as they are, which may wait for the next change. */
export const differsEssentially = (
  before: VirtualMachineStatus | undefined,
  after: VirtualMachineStatus | undefined,
): boolean => essence(before) !== essence(after);
