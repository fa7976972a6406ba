// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container } from '../runtime/runtime.ts';
import type { Action } from './action.ts';
import { type PodView, type SpecifiedContainer, specifiedContainers } from './view.ts';

/** What is done so that all containers of a pod end: the sidecars last, one after the other, backwards. */
export function stopAll(view: PodView, killAt: Date): { actions: Action[]; wakeAt?: Date } {
  const alive = view.containers.filter(isAlive);
  const specified = specifiedContainers(view.pod.spec);
  const indexOf = ({ name }: Container) => specified.findIndex(({ container }) => container.name === name);
  const isSidecar = (run: Container) => specified[indexOf(run)]?.kind === 'sidecar';
  const others = alive.filter((run) => !isSidecar(run));
  const lastSidecar = alive.filter(isSidecar).sort((a, b) => indexOf(b) - indexOf(a))[0];
  const next = others.length > 0 ? others : lastSidecar ? [lastSidecar] : [];
  return {
    actions: next.flatMap((run) => stopOne(run, specified[indexOf(run)], view, killAt)),
    wakeAt: next.some(({ id }) => isLate(view.busy.stopping.get(id), killAt)) ? killAt : undefined,
  };
}

/** Whether a container runs, or might be about to. */
export function isAlive(run: Container): boolean {
  return run.state !== 'exited';
}

function stopOne(run: Container, specified: SpecifiedContainer | undefined, view: PodView, killAt: Date): Action[] {
  if (run.state === 'created') return view.busy.starting === run.name ? [] : [{ do: 'removeRun', id: run.id }];
  const promised = view.busy.stopping.get(run.id);
  if (!promised) return [{ do: 'stop', run, specified, killAt, message: `Stopping container ${run.name}` }];
  return isLate(promised, killAt) && view.now >= killAt ? [{ do: 'kill', run }] : [];
}

/** Whether a container would be let live longer than it now may; half a second does not count. */
function isLate(promised: Date | undefined, killAt: Date): boolean {
  return promised !== undefined && promised.getTime() - killAt.getTime() > 500;
}
