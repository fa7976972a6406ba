// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, Sandbox } from '../runtime/runtime.ts';
import type { Action, Decision } from './action.ts';
import { ending } from './ending.ts';
import { earliest, startNext, wantsSandbox } from './starting.ts';
import { isAlive, stopAll } from './stopping.ts';
import { newestSandbox, type PodView, runsOf, specifiedContainers } from './view.ts';

/** What is to be done for a pod next. Pure: the same view gives the same decision. */
export function decide(view: PodView): Decision {
  const { ending: end, deadline } = ending(view);
  if (end) return { ...finish(view, end.killAt), cause: end.cause };
  const { actions, wakeAt } = run(view);
  return { actions: [...actions, ...tidy(view)], isOver: false, wakeAt: earliest([wakeAt, deadline]) };
}

function finish(view: PodView, killAt: Date): Decision {
  const { busy, goneSince, pod } = view;
  const abort: Action[] = busy.starting ? [{ do: 'abortStart' }] : [];
  const { actions, wakeAt } = stopAll(view, killAt);
  const isQuiet = !busy.starting && busy.stopping.size === 0 && !view.containers.some(isAlive);
  const isIdle = ['admit', 'volumes', 'sandbox'].every((what) => !busy.pod.has(what));
  if (!isQuiet || !isIdle) return { actions: [...abort, ...actions], isOver: false, wakeAt };
  if (busy.pod.has('release') || busy.pod.has('forget')) return { actions: [], isOver: true };
  if (!view.isReleased) return { actions: [{ do: 'release' }], isOver: true };
  if (goneSince) return { actions: [{ do: 'forget' }], isOver: true };
  return { actions: pod.metadata?.deletionTimestamp ? [{ do: 'delete' }] : [], isOver: true };
}

function run(view: PodView): { actions: Action[]; wakeAt?: Date } {
  const { busy, now, volumes } = view;
  if (view.admission === 'pending') return { actions: busy.pod.has('admit') ? [] : [{ do: 'admit' }] };
  const isDue = volumes.dueAt !== undefined && volumes.dueAt <= now;
  const setUp: Action[] = isDue && !busy.pod.has('volumes') ? [{ do: 'setUpVolumes' }] : [];
  if (!volumes.isReady) return { actions: setUp, wakeAt: isDue ? undefined : volumes.dueAt };
  const rest = runContainers(view);
  return { actions: [...setUp, ...rest.actions], wakeAt: earliest([rest.wakeAt, isDue ? undefined : volumes.dueAt]) };
}

function runContainers(view: PodView): { actions: Action[]; wakeAt?: Date } {
  const { busy, now } = view;
  const sandbox = newestSandbox(view);
  if (busy.pod.has('sandbox')) return { actions: [] };
  if (sandbox?.state !== 'ready') return replaceSandbox(view, sandbox);
  const unwanted = view.containers.flatMap((run) => (isAlive(run) ? unwantedRun(run, view, sandbox) : []));
  if (busy.starting) return { actions: unwanted };
  const leftOver = view.containers.filter(({ state }) => state === 'created');
  if (leftOver.length > 0)
    return { actions: [...unwanted, ...leftOver.map(({ id }): Action => ({ do: 'removeRun', id }))] };
  const next = startNext(view, sandbox);
  return {
    actions: [...unwanted, ...next.actions],
    wakeAt: next.wakeAt && next.wakeAt > now ? next.wakeAt : undefined,
  };
}

function replaceSandbox(view: PodView, dead: Sandbox | undefined): { actions: Action[]; wakeAt?: Date } {
  const alive = view.containers.some(isAlive);
  if (view.busy.starting) return { actions: [{ do: 'abortStart' }] };
  // Whatever is still there of the pod without its pause process has lost its network.
  if (alive) return stopAll(view, graceEnd(view));
  if (!wantsSandbox(view)) return { actions: [] };
  const retryAt = view.sandboxRetryAt;
  if (retryAt && view.now < retryAt) return { actions: [], wakeAt: retryAt };
  return { actions: [{ do: 'makeSandbox', attempt: dead ? dead.attempt + 1 : 0 }] };
}

/** Stops a container that has failed a probe, or whose image was changed. */
function unwantedRun(run: Container, view: PodView, sandbox: Sandbox): Action[] {
  const specified = specifiedContainers(view.pod.spec).find(({ container }) => container.name === run.name);
  if (view.busy.stopping.has(run.id) || run.state !== 'running' || view.busy.starting === run.name) return [];
  if (!specified || run.sandboxId !== sandbox.id) return stopNow(run, view, `Stopping container ${run.name}`);
  const { container, kind } = specified;
  if (kind === 'init' || kind === 'ephemeral') return [];
  const probes = view.probes.get(run.id);
  const again = kind === 'sidecar' || view.pod.spec?.restartPolicy !== 'Never' ? ', will be restarted' : '';
  const why =
    run.image !== container.image
      ? `Container ${run.name} definition changed${again}`
      : probes?.startup === false
        ? `Container ${run.name} failed startup probe${again}`
        : probes?.liveness === false
          ? `Container ${run.name} failed liveness probe${again}`
          : undefined;
  if (!why) return [];
  const probe =
    probes?.startup === false
      ? container.startupProbe
      : probes?.liveness === false
        ? container.livenessProbe
        : undefined;
  return [{ do: 'stop', run, specified, killAt: graceEnd(view, probe?.terminationGracePeriodSeconds), message: why }];
}

function stopNow(run: Container, view: PodView, message: string): Action[] {
  return [{ do: 'stop', run, killAt: graceEnd(view), message }];
}

function graceEnd({ pod, now }: PodView, seconds = pod.spec?.terminationGracePeriodSeconds ?? 30): Date {
  return new Date(now.getTime() + Math.max(1, seconds) * 1000);
}

/** Of each container its newest run and the one before are kept, and the sandboxes these are in. */
function tidy(view: PodView): Action[] {
  const names = new Set(view.containers.map(({ name }) => name));
  const old = [...names].flatMap((name) => runsOf(view, name).slice(2)).filter(({ state }) => state === 'exited');
  const kept = view.containers.filter((run) => !old.includes(run));
  const newest = newestSandbox(view);
  const sandboxes = view.sandboxes.filter(
    (one) => one !== newest && !kept.some(({ sandboxId }) => sandboxId === one.id),
  );
  return [
    ...old.map(({ id }): Action => ({ do: 'removeRun', id })),
    ...sandboxes.map(({ id }): Action => ({ do: 'removeSandbox', id })),
  ];
}
