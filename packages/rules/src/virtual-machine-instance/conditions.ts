// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { podConditions, type VirtualMachineInstance, vmiConditions, vmiPhases } from '@kubevirt-ts/api';
import type { PodFacts } from './pod-facts.ts';

/** A condition before it has times. */
export interface ConditionFacts {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
}

const notReady = (reason?: string, message?: string): ConditionFacts => ({
  type: vmiConditions.ready,
  status: 'False',
  reason,
  message,
});

const isPaused = (vmi: VirtualMachineInstance): boolean =>
  vmi.status?.conditions?.some((c) => c.type === 'Paused' && c.status === 'True') ?? false;

/** Kubelet has not yet looked at a gate that is open already; it will, and nothing else is missing. */
const onlyGateIsUnseen = (pod: PodFacts): boolean =>
  pod.ready?.reason === 'ReadinessGatesNotReady' && pod.unpaused?.status === 'True';

/**
 * Whether a VMI can serve: its guest runs and its pod is ready.
 * @differs a pod whose readiness gate was opened, but not looked at by kubelet yet, counts as ready, which saves a
 *   write per VMI
 */
export const readyCondition = (vmi: VirtualMachineInstance, pod: PodFacts | undefined): ConditionFacts => {
  if (!pod) return notReady('PodNotExists', 'virt-launcher pod has not yet been scheduled');
  if (pod.deleting || pod.ended) return notReady('PodTerminating', 'virt-launcher pod is terminating');
  if (vmi.status?.phase !== vmiPhases.running) {
    return notReady('GuestNotRunning', 'Guest VM is not reported as running');
  }
  if (!pod.ready) return notReady('PodConditionMissing', 'virt-launcher pod is missing the Ready condition');
  if (pod.ready.status !== 'True' && !onlyGateIsUnseen(pod)) {
    return notReady(pod.ready.reason, pod.ready.message);
  }
  return { type: vmiConditions.ready, status: 'True' };
};

/**
 * What the pod's readiness gate must say, or nothing before the guest's state is known.
 * A guest that starts running opens the gate with the handover already, so that the pod is ready when it runs.
 */
export const gateCondition = (vmi: VirtualMachineInstance): ConditionFacts | undefined => {
  const phase = vmi.status?.phase;
  if (phase !== vmiPhases.running && (phase !== vmiPhases.scheduled || vmi.spec.startStrategy === 'Paused'))
    return undefined;
  return isPaused(vmi)
    ? { type: podConditions.unpaused, status: 'False', reason: 'Paused', message: 'the virtual machine is paused' }
    : {
        type: podConditions.unpaused,
        status: 'True',
        reason: 'NotPaused',
        message: 'the virtual machine is not paused',
      };
};
