// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type VirtualMachineInstance, vmiPhases } from '@kubevirt-ts/api';
import { isFinal, isHandedOver, type Phase } from './phase.ts';
import type { PodFacts } from './pod-facts.ts';

/** What the step from one phase to the next depends on. */
export interface PhaseInput {
  phase: string | undefined;
  /** The VMI was deleted. */
  deleting: boolean;
  /** The VMI was deleted and is not to be, or cannot be, shut down by its guest. */
  mayBeKilled?: boolean;
  /** The VMI's pod; absent only when it is known not to exist. */
  pod?: PodFacts;
  /** The pod as it was when last seen, when it is gone now. */
  lastPod?: PodFacts;
  /** The node of the VMI stopped reporting. */
  nodeUnresponsive?: boolean;
}

/** A phase to enter, and why when the phase does not say it. */
export interface PhaseStep {
  phase: Phase;
  reason?: string;
}

/** What the launcher leaves as the compute container's last words after a guest that shut itself down. */
export const guestShutdownMessage = 'guest-shutdown';

const outcomeOf = (pod: PodFacts | undefined, mayBeKilled = false): 'Succeeded' | 'Failed' =>
  mayBeKilled || pod?.terminationMessage?.trim() === guestShutdownMessage ? vmiPhases.succeeded : vmiPhases.failed;

/** Whether killing the guest of this VMI is what was asked for. */
export const mayBeKilled = ({ metadata, spec }: VirtualMachineInstance): boolean =>
  metadata?.deletionTimestamp !== undefined &&
  (spec.terminationGracePeriodSeconds === 0 || spec.domain.features?.acpi?.enabled === false);

const withoutPod = ({
  phase,
  deleting,
  lastPod,
  nodeUnresponsive,
  mayBeKilled: killed,
}: PhaseInput): PhaseStep | undefined => {
  if (!isHandedOver(phase) && phase !== vmiPhases.scheduling) return deleting ? { phase: vmiPhases.failed } : undefined;
  const outcome = outcomeOf(lastPod, killed);
  return nodeUnresponsive && outcome === vmiPhases.failed
    ? { phase: outcome, reason: 'NodeUnresponsive' }
    : { phase: outcome };
};

/**
 * The next station of a VMI's life, as far as its pod decides it, or nothing while it stays where it is.
 * Running is entered, and usually left, by the node agent; here it is left only when the agent can no longer say.
 */
export const nextPhase = (input: PhaseInput): PhaseStep | undefined => {
  const { phase, pod } = input;
  if (isFinal(phase) || phase === vmiPhases.waitingForSync) return undefined;
  if (!pod) return withoutPod(input);
  if (pod.ended) return { phase: outcomeOf(pod, input.mayBeKilled) };
  if (phase === undefined || phase === '' || phase === vmiPhases.pending) return { phase: vmiPhases.scheduling };
  if (phase === vmiPhases.scheduling && pod.handedOver && pod.node && !pod.deleting)
    return { phase: vmiPhases.scheduled };
  return undefined;
};
