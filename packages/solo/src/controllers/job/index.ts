// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Controller,
  controller,
  controllerOf,
  type Job,
  type Reconcile,
  resources,
  source,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { Expectations } from '../expectations.ts';
import { indexOf } from '../index-of.ts';
import { claims, settleClaims } from '../pods/claim.ts';
import { PodControl } from '../pods/control.ts';
import { ownerKeys } from '../pods/keys.ts';
import { isActive } from '../pods/state.ts';
import { ownedPods } from '../pods/watch.ts';
import { apply, ReleasedPods } from './apply.ts';
import { tally } from './count.ts';
import { decide, endOf, type JobWorld } from './decide.ts';
import { isTracked } from './job-pod.ts';
import { Retries } from './retry.ts';

/**
 * Watches Jobs and pods; makes a Job's pods until enough have succeeded or too many failed, counts each exactly once, and
 * removes Jobs that are over for long enough.
 * @upstream kube-controller-manager's job and ttl-after-finished controllers
 * @differs backoffLimitPerIndex and successPolicy are not followed
 */
export function jobController(c: SoloContext): Controller {
  const jobs = c.cache(resources.jobs);
  const pods = c.cache(resources.pods);
  const expectations = new Expectations(c.now);
  const owned = ownedPods(pods, 'Job', expectations);
  const tracked = indexOf(pods, (pod) => {
    const owner = controllerOf(pod);
    return owner?.kind === 'Job' && isTracked(pod) ? [`${pod.metadata?.namespace}/${owner.name}`] : [];
  });
  const released = new ReleasedPods(c);
  const o = { control: new PodControl(c, expectations), released };
  const retries = new Retries();
  jobs.onChange(({ type, object }) => {
    if (type !== 'DELETED') return;
    expectations.forget(object.metadata?.uid ?? '');
    retries.forget(object.metadata?.uid ?? '');
  });

  const gather = async (job: Job): Promise<JobWorld> => {
    const { uid = '', namespace = '' } = job.metadata ?? {};
    const isSettled = expectations.isSettled(uid);
    const found = claims(job, job.spec?.selector, owned.candidates(uid, namespace));
    const kinds = { owner: resources.jobs, dependent: resources.pods };
    const all = await settleClaims(c.client, kinds, job, { ...found, adopt: found.adopt.filter(isActive) });
    const counted = tally(job, all, (pod) => released.has(pod));
    const now = c.now();
    retries.note(uid, { succeeded: counted.newlySucceeded, failed: counted.newlyFailed }, now);
    return { job, pods: all, tally: counted, isSettled, retryInMs: retries.waitMs(uid, now), now };
  };
  const reconcile: Reconcile = async (key) => {
    const job = jobs.get(key);
    const abandoned = tracked.by(key).filter((pod) => controllerOf(pod)?.uid !== job?.metadata?.uid);
    for (const pod of abandoned) if (!released.has(pod)) await released.release(pod);
    if (!job?.spec?.selector || isManagedElsewhere(job)) return;
    if (endOf(job)) {
      for (const pod of tracked.by(key)) if (!released.has(pod)) await released.release(pod);
      return await removeInTime(c, job);
    }
    const world = await gather(job);
    const plan = decide(world);
    await apply(c, o, world, plan);
    return plan.afterMs === undefined ? undefined : { afterMs: plan.afterMs };
  };
  return controller({
    name: 'job',
    workers: 5,
    logger: c.logger,
    signal: c.signal,
    reconcile,
    sources: [source(jobs), source(pods, ownerKeys('Job', jobs))],
  });
}

/** Removes a Job that is over once its time to live has passed. */
async function removeInTime(c: SoloContext, job: Job): Promise<{ afterMs: number } | undefined> {
  const seconds = job.spec?.ttlSecondsAfterFinished;
  const { name = '', namespace, uid, deletionTimestamp } = job.metadata ?? {};
  if (seconds === undefined || seconds === null || deletionTimestamp) return undefined;
  const leftMs = Date.parse(endOf(job)?.lastTransitionTime ?? '') + seconds * 1000 - c.now().getTime();
  if (leftMs > 0) return { afterMs: leftMs };
  const options = { propagationPolicy: 'Foreground' as const, preconditions: { uid } };
  await c.client.delete(resources.jobs, { namespace, name }, options);
  return undefined;
}

function isManagedElsewhere({ spec }: Job): boolean {
  return spec?.managedBy !== undefined && spec.managedBy !== 'kubernetes.io/job-controller';
}
