// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isTerminalPhase } from './phase.ts';
import { restarts } from './restarts.ts';
import { type PodView, type Problem, runsOf, type SpecifiedContainer, specifiedContainers } from './view.ts';

/** That a pod comes to its end. */
export interface Ending {
  /** Why, when it did not end by itself and was not deleted. */
  cause?: Problem;
  /** By when its containers must have ended. */
  killAt: Date;
}

const leastGraceMs = 2000;

/** Whether a pod is to end, and by when; `deadline` is when it will have to. */
export function ending(view: PodView): { ending?: Ending; deadline?: Date } {
  const { pod, now } = view;
  const after = (seconds: number) => new Date(now.getTime() + Math.max(leastGraceMs, seconds * 1000));
  const graceSeconds = pod.spec?.terminationGracePeriodSeconds ?? 30;
  const { deletionTimestamp } = pod.metadata ?? {};
  if (view.goneSince) return { ending: { killAt: new Date(view.goneSince.getTime() + leastGraceMs) } };
  if (deletionTimestamp) {
    return { ending: { killAt: new Date(deletionTimestamp), cause: causeOf(view) } };
  }
  if (typeof view.admission === 'object') return { ending: { cause: view.admission, killAt: after(0) } };
  if (view.eviction) return { ending: { cause: view.eviction, killAt: after(1) } };
  const deadline = activeDeadline(view);
  if (deadline && now >= deadline) return { ending: { cause: exceeded, killAt: after(graceSeconds) } };
  if (isTerminalPhase(pod.status?.phase) || hasFinished(view))
    return { ending: { killAt: after(graceSeconds) }, deadline };
  return { deadline };
}

const exceeded: Problem = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

function causeOf(view: PodView): Problem | undefined {
  return typeof view.admission === 'object' ? view.admission : view.eviction;
}

function activeDeadline({ pod }: PodView): Date | undefined {
  const seconds = pod.spec?.activeDeadlineSeconds;
  const { startTime } = pod.status ?? {};
  return seconds === undefined || !startTime ? undefined : new Date(new Date(startTime).getTime() + seconds * 1000);
}

/** Whether all that the pod was to do has been done, or can no longer be. */
function hasFinished(view: PodView): boolean {
  const all = specifiedContainers(view.pod.spec);
  const hasEnded = (specified: SpecifiedContainer) => {
    const [newest] = runsOf(view, specified.container.name);
    if (newest) return newest.state === 'exited' && !restarts(specified, newest, view).again;
    return isLost(specified, view);
  };
  const failed = all.some(
    (one) => one.kind === 'init' && hasEnded(one) && runsOf(view, one.container.name)[0]?.exitCode !== 0,
  );
  const regular = all.filter(({ kind }) => kind === 'regular');
  return failed || (regular.length > 0 && regular.every(hasEnded));
}

/** Whether a container that must not run twice ran once and nothing is known of it any more. */
export function isLost({ kind, container }: SpecifiedContainer, { pod, containers }: PodView): boolean {
  if (kind !== 'regular' || pod.spec?.restartPolicy !== 'Never') return false;
  if (containers.some(({ name }) => name === container.name)) return false;
  return pod.status?.containerStatuses?.find(({ name }) => name === container.name)?.containerID !== undefined;
}
