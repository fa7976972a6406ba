// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, isNotFound, type Job, keyOf, type Pod, resources, splitKey, wireTime } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import type { PodControl } from '../pods/control.ts';
import { isTerminal } from '../pods/state.ts';
import { countedStatus, type JobStatus, type Tally } from './count.ts';
import { type End, type JobWorld, type Plan, withJobCondition } from './decide.ts';
import { isTracked, jobPod, trackingFinalizer } from './job-pod.ts';

/** Carries a plan out: pods, then what is being counted, then the pods' release, then the sums and the end of the Job. */
export async function apply(
  c: SoloContext,
  o: { control: PodControl; released: ReleasedPods },
  world: JobWorld,
  plan: Plan,
): Promise<void> {
  const { job, tally } = world;
  const { control, released } = o;
  const outcomes = [
    plan.delete.length > 0 ? await control.delete(job, plan.delete) : undefined,
    plan.create.length > 0
      ? await control.create(
          job,
          plan.create.map((index) => jobPod(job, index)),
        )
      : undefined,
  ];
  const made = outcomes[1]?.done ?? 0;
  const before = { ...plan.status, active: (plan.status.active ?? 0) + made || undefined };
  const current = await writeStatus(c, job, before);
  if (plan.event) c.event(job, plan.event.type, plan.event.reason, plan.event.message);
  const release = job.metadata?.deletionTimestamp ? world.pods.filter(isTracked) : tally.release;
  await Promise.all(release.map((pod) => released.release(pod)));
  const counted = { ...before, ...countedStatus(job, settled(tally, release)) };
  const isOver = plan.end && plan.delete.length === 0 && world.pods.every(isTerminal);
  await writeStatus(c, current, isOver && plan.end ? withEnd(counted, plan.end, c.now()) : counted);
  if (isOver && plan.end) tellEnd(c, job, plan.end);
  const error = outcomes.find((outcome) => outcome?.error)?.error;
  if (error) throw error;
}

/** The count when nothing holds those pods back any more. */
function settled(tally: Tally, released: readonly Pod[]): Tally {
  const uids = new Set(released.map(({ metadata }) => metadata?.uid ?? ''));
  const left = (all: readonly string[]) => all.filter((uid) => !uids.has(uid));
  const { succeeded, failed } = tally.uncounted;
  return { ...tally, uncounted: { succeeded: left(succeeded), failed: left(failed) } };
}

/** What a Job says when all its pods have ended. */
function withEnd(status: JobStatus, end: End, now: Date): JobStatus {
  const { active: _active, ...rest } = status;
  return {
    ...rest,
    ready: 0,
    terminating: 0,
    conditions: withJobCondition(status.conditions, { ...end, status: 'True' }, now),
    ...(end.type === 'Complete' && { completionTime: wireTime(now) }),
  };
}

function tellEnd(c: SoloContext, job: Job, end: End): void {
  if (end.type === 'Complete') c.event(job, 'Normal', 'Completed', 'Job completed');
  else c.event(job, 'Warning', end.reason, end.message);
}

async function writeStatus(c: SoloContext, job: Job, status: JobStatus): Promise<Job> {
  if (isDeepEqual(job.status ?? {}, status)) return job;
  return await c.client.update(resources.jobs, { ...job, status }, { subresource: 'status' });
}

/** Lets go of pods that are counted or that nobody will count, and knows those the cache still shows as held. */
export class ReleasedPods {
  readonly #c: SoloContext;
  readonly #released = new Set<string>();

  constructor(c: SoloContext) {
    this.#c = c;
    c.cache(resources.pods).onChange(({ type, object }) => {
      if (type === 'DELETED' || !isTracked(object)) this.#released.delete(object.metadata?.uid ?? '');
    });
  }

  has(pod: Pod): boolean {
    return this.#released.has(pod.metadata?.uid ?? '');
  }

  async release(pod: Pod): Promise<void> {
    const { uid = '', resourceVersion, finalizers = [] } = pod.metadata ?? {};
    const kept = finalizers.filter((finalizer) => finalizer !== trackingFinalizer);
    const body = { metadata: { uid, resourceVersion, finalizers: kept.length > 0 ? kept : null } };
    try {
      await this.#c.client.patch(resources.pods, splitKey(keyOf(pod)), { type: 'merge', body });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    const cached = this.#c.cache(resources.pods).get(keyOf(pod));
    if (cached?.metadata?.uid === uid && isTracked(cached)) this.#released.add(uid);
  }
}
