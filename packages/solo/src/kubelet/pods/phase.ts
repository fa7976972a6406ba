// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ContainerStatus, Pod } from '@kubevirt-ts/kube';
import { specifiedContainers } from './view.ts';

/** A pod's phase by what its containers do. `isOver`: nothing runs, and nothing will be started any more. */
export function podPhase(pod: Pod, statuses: readonly ContainerStatus[], isOver: boolean): string {
  const of = (kind: string) =>
    specifiedContainers(pod.spec)
      .filter((one) => one.kind === kind)
      .map(({ container }) => statuses.find(({ name }) => name === container.name));
  const regular = of('regular');
  const policy = pod.spec?.restartPolicy ?? 'Always';
  if (of('init').some(hasFailed) && (policy === 'Never' || isOver)) return 'Failed';

  const wasInitialized = regular.some((status) => status?.state?.running || hasEnded(status));
  if (!wasInitialized && (of('init').some(isPending) || of('sidecar').some(isUnstarted)))
    return isOver ? 'Failed' : 'Pending';
  if (regular.some((status) => !status || (status.state?.waiting && !hasEnded(status))))
    return isOver ? 'Failed' : 'Pending';
  if (regular.some((status) => status?.state?.running)) return 'Running';

  const allSucceeded = regular.every((status) => lastEnd(status)?.exitCode === 0);
  if (isOver) return allSucceeded ? 'Succeeded' : 'Failed';
  if (policy === 'Always' || of('sidecar').some((status) => status?.state?.running)) return 'Running';
  if (allSucceeded) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

/** Whether a phase is one that a pod never leaves. */
export function isTerminalPhase(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

type Status = ContainerStatus | undefined;

function lastEnd(status: Status) {
  return status?.state?.terminated ?? (status?.state?.waiting ? status.lastState?.terminated : undefined);
}

function hasEnded(status: Status): boolean {
  return lastEnd(status) !== undefined;
}

function hasFailed(status: Status): boolean {
  return (lastEnd(status)?.exitCode ?? 0) !== 0;
}

function isPending(status: Status): boolean {
  return !hasEnded(status);
}

function isUnstarted(status: Status): boolean {
  if (status?.state?.running) return !status.started;
  return !hasEnded(status);
}
