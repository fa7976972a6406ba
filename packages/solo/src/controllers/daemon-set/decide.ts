// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DaemonSet, Node, Pod } from '@kubevirt-ts/kube';
import { scaledValue } from '../int-or-percent.ts';
import { availableInMs, byAge, isAvailable, isReady, isTerminating } from '../pods/state.ts';
import { eligibility, isCurrent, nodeOf } from './daemon-pod.ts';

/** What is known when a DaemonSet is worked on. */
export interface DaemonSetWorld {
  daemonSet: DaemonSet;
  nodes: readonly Node[];
  /** All pods it controls. */
  pods: readonly Pod[];
  /** The hash of the present revision. */
  revision: string;
  now: Date;
}

/** Nodes that are to get a pod, and pods that are to go. */
export interface Step {
  create: string[];
  delete: Pod[];
  /** Of those that go, the ones that ended, which is told. */
  ended: Pod[];
}

/** No more pods than this are made or removed at once. */
const burst = 250;

interface Place {
  node: Node;
  name: string;
  pods: Pod[];
  shouldRun: boolean;
  mayStay: boolean;
}

function places({ daemonSet, nodes, pods }: DaemonSetWorld): Place[] {
  const byNode = Map.groupBy(pods, nodeOf);
  return nodes.map((node) => {
    const name = node.metadata?.name ?? '';
    return { node, name, pods: [...(byNode.get(name) ?? [])].sort(byAge), ...eligibility(daemonSet, node) };
  });
}

/** Pods that may be made beside those they replace. */
function surgeOf({ spec }: DaemonSet, desired: number): number {
  if (spec?.updateStrategy?.type === 'OnDelete') return 0;
  return scaledValue(spec?.updateStrategy?.rollingUpdate?.maxSurge ?? 0, desired, 'up');
}

/** Brings every node that should have a pod to exactly one, whatever its revision. */
export function manage(world: DaemonSetWorld): Step {
  const step: Step = { create: [], delete: [], ended: [] };
  const all = places(world);
  const desired = all.filter(({ shouldRun }) => shouldRun).length;
  const maySurge = surgeOf(world.daemonSet, desired) > 0;
  for (const place of all) {
    const living = place.pods.filter((pod) => !isTerminating(pod));
    if (!place.mayStay) {
      step.delete.push(...living);
      continue;
    }
    const ended = living.filter(({ status }) => status?.phase === 'Failed' || status?.phase === 'Succeeded');
    step.delete.push(...ended);
    step.ended.push(...ended);
    const running = living.filter((pod) => !ended.includes(pod));
    const isEmpty = maySurge ? living.length === 0 : place.pods.length === 0;
    if (place.shouldRun && isEmpty) step.create.push(place.name);
    if (running.length > 1) step.delete.push(...(maySurge ? beyondSurge(world, running) : running.slice(1)));
  }
  const known = new Set(all.map(({ name }) => name));
  step.delete.push(
    ...world.pods.filter((pod) => !pod.spec?.nodeName && !isTerminating(pod) && !known.has(nodeOf(pod) ?? '')),
  );
  return capped(step);
}

/** While a node's pod is replaced it may have two: the old one as long as it is ready and the new one is not yet available. */
function beyondSurge({ daemonSet, revision, now }: DaemonSetWorld, running: readonly Pod[]): Pod[] {
  const minReadySeconds = daemonSet.spec?.minReadySeconds ?? 0;
  const [next, ...otherNext] = running.filter((pod) => isCurrent(daemonSet, pod, revision));
  const [last, ...otherLast] = running.filter((pod) => !isCurrent(daemonSet, pod, revision));
  const surplus = [...otherNext, ...otherLast];
  if (next && last && (!isReady(last) || isAvailable(next, minReadySeconds, now))) surplus.push(last);
  return surplus;
}

/** The next pods of older revisions to be replaced, as far as the update strategy lets so many be missing or too many. */
export function update(world: DaemonSetWorld): Step {
  const { daemonSet, revision, now } = world;
  const none: Step = { create: [], delete: [], ended: [] };
  if (daemonSet.spec?.updateStrategy?.type === 'OnDelete') return none;
  const all = places(world);
  const desired = all.filter(({ shouldRun }) => shouldRun).length;
  const maxSurge = surgeOf(daemonSet, desired);
  const rolling = daemonSet.spec?.updateStrategy?.rollingUpdate;
  const allowed = scaledValue(rolling?.maxUnavailable ?? 1, desired, 'up');
  const maxUnavailable = maxSurge === 0 && allowed === 0 && desired > 0 ? 1 : allowed;
  const minReadySeconds = daemonSet.spec?.minReadySeconds ?? 0;
  const isUp = (pod: Pod) => isAvailable(pod, minReadySeconds, now);
  const relevant = all
    .filter(({ pods }) => pods.length > 0)
    .map((place) => {
      const living = place.pods.filter((pod) => !isTerminating(pod));
      const next = living.filter((pod) => isCurrent(daemonSet, pod, revision));
      const last = living.filter((pod) => !isCurrent(daemonSet, pod, revision));
      return { name: place.name, next, last, isClear: next.length <= 1 && last.length <= 1 };
    });
  if (maxSurge > 0) return withSurge(relevant, maxSurge, isUp);
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  let unavailable = 0;
  for (const { next, last, isClear } of relevant) {
    const isOnlyOld = isClear && next.length === 0 && last.length === 1;
    if (isOnlyOld && last[0] && isUp(last[0])) candidates.push(last[0]);
    else if (isOnlyOld && last[0]) {
      broken.push(last[0]);
      unavailable += 1;
    } else if (!(isClear && last.length === 0 && next[0] && isUp(next[0]))) unavailable += 1;
  }
  const more = Math.max(0, maxUnavailable - unavailable);
  return capped({ ...none, delete: [...broken, ...candidates.slice(0, more)] });
}

function withSurge(
  places: { name: string; next: Pod[]; last: Pod[]; isClear: boolean }[],
  maxSurge: number,
  isUp: (pod: Pod) => boolean,
): Step {
  const step: Step = { create: [], delete: [], ended: [] };
  const candidates: string[] = [];
  let surging = 0;
  for (const { name, next, last, isClear } of places) {
    if (!isClear) surging += 1;
    else if (last[0] && !next[0]) (isUp(last[0]) ? candidates : step.create).push(name);
    else if (last[0] && next[0]) {
      if (isUp(next[0])) step.delete.push(last[0]);
      else surging += 1;
    }
  }
  step.create.push(...candidates.slice(0, Math.max(0, maxSurge - surging)));
  return capped(step);
}

function capped(step: Step): Step {
  return { ...step, create: step.create.slice(0, burst), delete: [...new Set(step.delete)].slice(0, burst) };
}

/** What a DaemonSet says of its nodes. */
export function statusOf(world: DaemonSetWorld): NonNullable<DaemonSet['status']> {
  const { daemonSet, revision, now } = world;
  const minReadySeconds = daemonSet.spec?.minReadySeconds ?? 0;
  const all = places(world);
  const wanted = all.filter(({ shouldRun }) => shouldRun);
  const first = wanted.flatMap(({ pods }) => pods.slice(0, 1));
  const count = (is: (pod: Pod) => boolean) => first.filter(is).length;
  const available = count((pod) => isAvailable(pod, minReadySeconds, now));
  const optional = {
    updatedNumberScheduled: count((pod) => isCurrent(daemonSet, pod, revision)),
    numberAvailable: available,
    numberUnavailable: wanted.length - available,
  };
  const { collisionCount, conditions } = daemonSet.status ?? {};
  return {
    currentNumberScheduled: first.length,
    numberMisscheduled: all.filter(({ shouldRun, pods }) => !shouldRun && pods.length > 0).length,
    desiredNumberScheduled: wanted.length,
    numberReady: count(isReady),
    observedGeneration: daemonSet.metadata?.generation,
    ...Object.fromEntries(Object.entries(optional).filter(([, number]) => number > 0)),
    ...(collisionCount !== undefined && { collisionCount }),
    ...(conditions && { conditions }),
  };
}

/** How long until the next pod that is ready becomes available. */
export function nextAvailableMs({ daemonSet, pods, now }: DaemonSetWorld): number | undefined {
  const waits = pods.map((pod) => availableInMs(pod, daemonSet.spec?.minReadySeconds ?? 0, now) ?? 0);
  const next = Math.min(...waits.filter((waitMs) => waitMs > 0));
  return Number.isFinite(next) ? next : undefined;
}
