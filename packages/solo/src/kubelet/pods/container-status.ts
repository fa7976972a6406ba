// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type ContainerStatus, type Container as SpecContainer, wireTime } from '@kubevirt-ts/kube';
import type { Container } from '../runtime/runtime.ts';
import { isRecursive } from './container-mounts.ts';
import { isLost } from './ending.ts';
import { restarts } from './restarts.ts';
import { isStarted, type PodView, runsOf, type SpecifiedContainer } from './view.ts';

/** What a container's status is derived from, beside the view. */
export interface ContainerStatusFacts {
  view: PodView;
  /** The status before. */
  old?: ContainerStatus;
  /** The last words of containers that ended, by id. */
  lastWords: ReadonlyMap<string, string>;
  /** Nothing runs, and nothing will be started any more. */
  isOver: boolean;
}

/** How the ids of containers begin in the API. */
export const containerIdPrefix = 'crun://';

/** The status of one container as the API shows it. */
export function containerStatus(specified: SpecifiedContainer, facts: ContainerStatusFacts): ContainerStatus {
  const { view, old } = facts;
  const { container, kind } = specified;
  const [newest, previous] = runsOf(view, container.name);
  // A run that is being started does not count yet: its hook may still undo it.
  const isFresh = newest !== undefined && newest.state !== 'exited' && isBeingStarted(specified, view);
  const run = isFresh || newest?.state === 'created' ? previous : newest;
  const before = run === newest ? previous : undefined;
  const state = currentState(specified, run, facts);
  const started = isStarted(run, container, view);
  const isReady =
    kind === 'init'
      ? state.terminated?.exitCode === 0
      : kind !== 'ephemeral' &&
        started &&
        (!container.readinessProbe || view.probes.get(run?.id ?? '')?.readiness === true);
  return {
    name: container.name,
    image: run?.image ?? old?.image ?? container.image ?? '',
    imageID: run?.imageId ?? old?.imageID ?? '',
    ...(run ? { containerID: `${containerIdPrefix}${run.id}` } : old?.containerID && { containerID: old.containerID }),
    restartCount: run?.attempt ?? old?.restartCount ?? 0,
    ready: isReady,
    started,
    state,
    lastState: lastState(state, run, before, facts),
    ...(run && container.volumeMounts?.length && { volumeMounts: container.volumeMounts.map(mountStatus) }),
  };
}

type MountStatus = NonNullable<ContainerStatus['volumeMounts']>[number];

function mountStatus(mount: NonNullable<SpecContainer['volumeMounts']>[number]): MountStatus {
  const { name, mountPath, readOnly } = mount;
  const recursiveReadOnly = isRecursive(mount) ? 'Enabled' : 'Disabled';
  return { name, mountPath, ...(readOnly && { readOnly, recursiveReadOnly }) };
}

type State = NonNullable<ContainerStatus['state']>;

function currentState(specified: SpecifiedContainer, run: Container | undefined, facts: ContainerStatusFacts): State {
  const { view, old, isOver } = facts;
  const name = specified.container.name;
  if (run?.state === 'running') return { running: { startedAt: wireTime(run.startedAt ?? run.createdAt) } };
  if (!run && old?.state?.terminated) return old.state;
  if (!run && isLost(specified, view)) return { terminated: lost };
  const failure = view.failures.get(name);
  if (isOver) {
    if (run) return { terminated: terminated(run, facts) };
    if (specified.kind !== 'regular' || !wasInitialized(view)) return waitingFor(specified, view);
    return { terminated: lost };
  }
  if (run) {
    const next = restarts(specified, run, view);
    // Its wait is over once it is being started, though the next one counts from then.
    const held = failure ?? (isBeingStarted(specified, view) ? undefined : next.waits);
    if (next.again && held) return { waiting: { reason: held.reason, message: held.message } };
    return { terminated: terminated(run, facts) };
  }
  if (failure) return { waiting: { reason: failure.reason, message: failure.message } };
  return waitingFor(specified, view);
}

const lost = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
};

/** Whether regular containers were ever due to be started. */
function wasInitialized(view: PodView): boolean {
  return (view.pod.spec?.initContainers ?? []).every((container) => {
    const [newest] = runsOf(view, container.name);
    return container.restartPolicy === 'Always' || newest?.exitCode === 0;
  });
}

function waitingFor(specified: SpecifiedContainer, { pod }: PodView): State {
  const hasInit = (pod.spec?.initContainers ?? []).length > 0 && specified.kind !== 'ephemeral';
  return { waiting: { reason: hasInit ? 'PodInitializing' : 'ContainerCreating' } };
}

function lastState(
  state: State,
  run: Container | undefined,
  before: Container | undefined,
  facts: ContainerStatusFacts,
): State {
  if (run && state.waiting) return { terminated: terminated(run, facts) };
  if (before) return { terminated: terminated(before, facts) };
  const { old } = facts;
  // What the runtime has forgotten the status still knows.
  const isSame = !run || old?.containerID === `${containerIdPrefix}${run.id}`;
  return (
    (isSame ? old?.lastState : old?.state?.terminated ? { terminated: old.state.terminated } : old?.lastState) ?? {}
  );
}

function terminated(run: Container, { lastWords }: ContainerStatusFacts): NonNullable<State['terminated']> {
  const message = run.message || lastWords.get(run.id);
  const exitCode = run.exitCode ?? 137;
  return {
    containerID: `${containerIdPrefix}${run.id}`,
    exitCode,
    reason: run.reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
    ...(message && { message }),
    startedAt: wireTime(run.startedAt ?? run.createdAt),
    finishedAt: wireTime(run.finishedAt ?? run.createdAt),
  };
}

function isBeingStarted({ container }: SpecifiedContainer, view: PodView): boolean {
  return view.busy.starting === container.name;
}
