// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod } from '@kubevirt-ts/kube';

/** How the compute container of a launcher pod ended. */
export interface ComputeOutcome {
  exitCode: number;
  /** True when the guest powered itself off, as the graceful-shutdown program saw it. */
  guestShutdown: boolean;
  /** What the launcher or kubelet wrote down, in words fit for a condition. */
  message: string;
}

/**
 * The end of the compute container, or undefined while it has not ended.
 *
 * Ask this rather than the pod's phase: sidecars of container disks may outlive compute for a moment.
 */
export function computeOutcome(pod: Pod): ComputeOutcome | undefined {
  const status = pod.status?.containerStatuses?.find((s) => s.name === 'compute');
  const ended = status?.state?.terminated;
  if (ended === undefined) return undefined;
  const message = (ended.message ?? '').trim();
  return {
    exitCode: ended.exitCode,
    guestShutdown: message === 'guest-shutdown',
    message: message === '' ? (ended.reason ?? `exit code ${ended.exitCode}`) : message,
  };
}
