// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type VirtualMachineCondition,
  type VirtualMachineInstance,
  vmConditionReasons,
  vmConditions,
} from '@kubevirt-ts/api';

/** Conditions a VM has of its own; all others are its VMI's. */
export const ownConditions: readonly string[] = [
  vmConditions.failure,
  vmConditions.restartRequired,
  vmConditions.manualRecoveryRequired,
];

const notReady = (reason: string, message: string, since: string): VirtualMachineCondition => ({
  type: vmConditions.ready,
  status: 'False',
  reason,
  message,
  lastTransitionTime: since,
});

const sameButForTimes = (a: VirtualMachineCondition, b: VirtualMachineCondition): boolean =>
  a.status === b.status && (a.reason ?? '') === (b.reason ?? '') && (a.message ?? '') === (b.message ?? '');

/**
 * The VM's conditions: its own, then those of its VMI as they are; Ready always, whether there is a VMI or not.
 * One that says what it said before keeps its times, so that nothing is written for them.
 */
export const mirroredConditions = (
  known: readonly VirtualMachineCondition[],
  vmi: VirtualMachineInstance | undefined,
  since: string,
): VirtualMachineCondition[] => {
  const own = known.filter((c) => ownConditions.includes(c.type));
  const theirs = (vmi?.status?.conditions ?? []).filter((c) => !ownConditions.includes(c.type));
  const ready = theirs.some((c) => c.type === vmConditions.ready)
    ? []
    : [
        vmi
          ? notReady(vmConditionReasons.vmiConditionMissing, 'VMI is missing the Ready condition', since)
          : notReady(vmConditionReasons.vmiNotExists, 'VMI does not exist', since),
      ];
  return [...ready, ...theirs, ...own].map((next) => {
    const before = known.find((c) => c.type === next.type);
    return before && sameButForTimes(before, next) ? before : next;
  });
};
