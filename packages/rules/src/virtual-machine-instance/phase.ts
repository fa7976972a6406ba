// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type VirtualMachineInstance, type VirtualMachineInstanceStatus, vmiPhases } from '@kubevirt-ts/api';

/** A phase of a VMI. */
export type Phase = (typeof vmiPhases)[keyof typeof vmiPhases];

/** Whether a phase is an end: it is never left again. */
export const isFinal = (phase: string | undefined): boolean =>
  phase === vmiPhases.succeeded || phase === vmiPhases.failed;

/** Whether the VMI belongs to a node already: a guest runs or is about to. */
export const isHandedOver = (phase: string | undefined): boolean =>
  phase === vmiPhases.scheduled || phase === vmiPhases.running;

/** A point in time as Kubernetes writes it: whole seconds, UTC. */
export const wireTime = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, 'Z');

/** The status in another phase, with the time of the change noted once per phase. */
export const withPhase = (
  status: VirtualMachineInstanceStatus,
  phase: Phase,
  now: Date,
): VirtualMachineInstanceStatus => {
  if (status.phase === phase) return status;
  const noted = status.phaseTransitionTimestamps ?? [];
  if (noted.some((entry) => entry.phase === phase)) return { ...status, phase };
  return {
    ...status,
    phase,
    phaseTransitionTimestamps: [...noted, { phase, phaseTransitionTimestamp: wireTime(now) }],
  };
};

/** When the VMI entered a phase, or nothing when it never did. */
export const enteredAt = (vmi: VirtualMachineInstance, phase: string): Date | undefined => {
  const noted = vmi.status?.phaseTransitionTimestamps?.find((entry) => entry.phase === phase);
  return noted?.phaseTransitionTimestamp ? new Date(noted.phaseTransitionTimestamp) : undefined;
};

/** Whether the guest of this VMI was ever reported as running. */
export const everRan = (vmi: VirtualMachineInstance): boolean =>
  vmi.status?.phase === vmiPhases.running || enteredAt(vmi, vmiPhases.running) !== undefined;

/** Whether a VMI runs in a pod whose image is not the one that pods get now. */
export const isOutdated = ({ status }: VirtualMachineInstance, launcherImage: string): boolean =>
  isHandedOver(status?.phase) &&
  Boolean(status?.launcherContainerImageVersion) &&
  status?.launcherContainerImageVersion !== launcherImage;
