// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { eventReasons, type VirtualMachineInstance } from '@kubevirt-ts/api';
import type { MachineState } from '../machines/machine-state.ts';
import type { Announcement, PodFacts } from './situation.ts';

/** How a VMI ended. */
export interface Outcome {
  phase: 'Succeeded' | 'Failed';
  events: Announcement[];
}

const shutDown: Announcement = {
  type: 'Normal',
  reason: eventReasons.stopped,
  message: 'The VirtualMachineInstance was shut down.',
};
const crashed: Announcement = {
  type: 'Warning',
  reason: eventReasons.stopped,
  message: 'The VirtualMachineInstance crashed.',
};
const panicked: Announcement = {
  type: 'Warning',
  reason: eventReasons.guestPanicked,
  message: 'The guest operating system panicked.',
};
const killed: Announcement = { type: 'Normal', reason: eventReasons.deleted, message: 'Signaled Deletion' };

const succeeded: Outcome = { phase: 'Succeeded', events: [shutDown] };
const failed: Outcome = { phase: 'Failed', events: [crashed] };

/**
 * Tells how a VMI ended, or undefined while it has not. An ended connection alone is no end: QEMU dials again after our own
 * restart, so the kubelet's word on the container decides.
 */
export function outcomeOf(
  vmi: VirtualMachineInstance,
  machine: MachineState | undefined,
  pod: PodFacts | undefined,
): Outcome | undefined {
  if (machine?.status === 'shutdown') return succeeded;
  if (machine?.status === 'guest-panicked') return { phase: 'Failed', events: [panicked, crashed] };
  if (machine?.connected || !pod) return undefined;
  if (pod.compute === 'waiting' || pod.compute === 'running') return undefined;
  if (pod.terminationMessage === 'guest-shutdown') return succeeded;
  if (pod.terminationMessage === 'grace-period-expired' || vmi.metadata?.deletionTimestamp) {
    const events = [killed, killedOnPurpose(vmi) ? shutDown : crashed];
    return { phase: killedOnPurpose(vmi) ? 'Succeeded' : 'Failed', events };
  }
  return failed;
}

/** A VMI that was deleted and could not, or should not, be shut down gracefully did what was asked of it. */
function killedOnPurpose({ metadata, spec }: VirtualMachineInstance): boolean {
  if (!metadata?.deletionTimestamp) return false;
  return spec.terminationGracePeriodSeconds === 0 || spec.domain.features?.acpi?.enabled === false;
}
