// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, Sandbox } from '../runtime/runtime.ts';
import type { Action } from './action.ts';
import { nextBackOff } from './back-off.ts';
import { isLost } from './ending.ts';
import { restarts } from './restarts.ts';
import { isStarted, type PodView, runsOf, type SpecifiedContainer, specifiedContainers } from './view.ts';

/** What a pod's containers need: at most one start, since the next may depend on how it goes. */
export interface Starting {
  actions: Action[];
  wakeAt?: Date;
}

type Step = { is: 'done' } | { is: 'waiting'; wakeAt?: Date } | { is: 'startable' };

/** The next container to be started in a sandbox. */
export function startNext(view: PodView, sandbox: Sandbox): Starting {
  const wakes: (Date | undefined)[] = [];
  for (const specified of order(view, sandbox)) {
    const step = nextStep(specified, view, sandbox);
    if (step.is === 'startable') return { actions: [start(specified, view, sandbox)], wakeAt: earliest(wakes) };
    if (step.is === 'done') continue;
    wakes.push(step.wakeAt);
    const blocks = specified.kind === 'init' || (specified.kind === 'sidecar' && !isInitialized(view, sandbox));
    if (blocks) break;
  }
  return { actions: [], wakeAt: earliest(wakes) };
}

/** Whether there is anything to start, were there a sandbox. */
export function wantsSandbox(view: PodView): boolean {
  return specifiedContainers(view.pod.spec).some((specified) => {
    if (specified.kind !== 'regular' || isLost(specified, view)) return false;
    const [newest] = runsOf(view, specified.container.name);
    return newest?.state !== 'exited' || restarts(specified, newest, view).again;
  });
}

/** The earliest of several times. */
export function earliest(times: readonly (Date | undefined)[]): Date | undefined {
  const given = times.filter((time) => time !== undefined);
  return given.reduce<Date | undefined>((first, time) => (first && first <= time ? first : time), undefined);
}

function order(view: PodView, sandbox: Sandbox): SpecifiedContainer[] {
  const all = specifiedContainers(view.pod.spec);
  const ephemeral = all.filter(({ kind }) => kind === 'ephemeral');
  const rest = all.filter(({ kind }) => kind !== 'ephemeral');
  return [...ephemeral, ...(isInitialized(view, sandbox) ? rest.filter(({ kind }) => kind !== 'init') : rest)];
}

/** Whether a regular container was ever started in this sandbox: init containers are not looked at again then. */
function isInitialized(view: PodView, sandbox: Sandbox): boolean {
  return (view.pod.spec?.containers ?? []).some(({ name }) => runIn(view, sandbox, name));
}

function runIn(view: PodView, sandbox: Sandbox, name: string): Container | undefined {
  return runsOf(view, name).find(({ sandboxId }) => sandboxId === sandbox.id);
}

function nextStep(specified: SpecifiedContainer, view: PodView, sandbox: Sandbox): Step {
  const { container, kind } = specified;
  const run = runIn(view, sandbox, container.name);
  const failure = view.failures.get(container.name);
  if (run?.state === 'running') {
    const isDone = kind !== 'init' && (kind !== 'sidecar' || isStarted(run, container, view));
    return { is: isDone ? 'done' : 'waiting' };
  }
  if (run?.state === 'created') return { is: 'waiting' };
  if (run?.state === 'exited') {
    if (kind === 'init' && run.exitCode === 0) return { is: 'done' };
    const next = restarts(specified, run, view);
    if (!next.again) return { is: kind === 'init' ? 'waiting' : 'done' };
    if (next.waits) return { is: 'waiting', wakeAt: next.waits.until };
  } else if (kind === 'regular') {
    // What ended in an earlier sandbox and is not to run again stays ended.
    const [newest] = runsOf(view, container.name);
    if (isLost(specified, view) || (newest && !restarts(specified, newest, view).again)) return { is: 'done' };
  }
  if (failure && view.now < failure.retryAt) return { is: 'waiting', wakeAt: failure.retryAt };
  return { is: 'startable' };
}

function start(specified: SpecifiedContainer, view: PodView, sandbox: Sandbox): Action {
  const { name } = specified.container;
  const [newest] = runsOf(view, name);
  const { initContainerStatuses = [], containerStatuses = [] } = view.pod.status ?? {};
  const known = [...initContainerStatuses, ...containerStatuses].find((status) => status.name === name);
  const last = newest?.attempt ?? (known?.containerID ? known.restartCount : -1);
  const backOff =
    newest?.state === 'exited'
      ? nextBackOff(view.backOffs.get(name), newest.finishedAt ?? newest.createdAt, view.now)
      : undefined;
  return { do: 'start', specified, attempt: last + 1, sandboxId: sandbox.id, backOff };
}
