// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyMergePatch, controllerReference, findCondition, type Job, type Pod, resources } from '@kubevirt-ts/kube';
import { eventually, pod, type Some } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { tally } from './count.ts';
import { decide, type JobWorld } from './decide.ts';
import { jobController } from './index.ts';
import { formatIndexes, parseIndexes } from './indexes.ts';
import { jobPod, trackingFinalizer } from './job-pod.ts';
import { Retries } from './retry.ts';

const now = new Date('2026-01-01T00:10:00Z');
const labels = { 'batch.kubernetes.io/controller-uid': 'job' };
const job = (fields: Some<Job> = {}): Job =>
  applyMergePatch(
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'sum', namespace: 'default', uid: 'job' },
      spec: {
        parallelism: 2,
        completions: 3,
        backoffLimit: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } },
      },
      status: { startTime: '2026-01-01T00:00:00Z' },
    },
    fields,
  ) as Job;
const made = (name: string, phase: string, index?: number, fields: Some<Pod> = {}): Pod =>
  applyMergePatch(
    pod({
      metadata: {
        name,
        uid: name,
        labels,
        finalizers: [trackingFinalizer],
        annotations: index === undefined ? {} : { 'batch.kubernetes.io/job-completion-index': String(index) },
        ownerReferences: [controllerReference(job())],
      },
      status: { phase },
    }),
    fields,
  ) as Pod;
const world = (pods: Pod[], fields: Some<Job> = {}, more: Partial<JobWorld> = {}): JobWorld => {
  const of = job(fields);
  return { job: of, pods, tally: tally(of, pods), isSettled: true, retryInMs: 0, now, ...more };
};
const plan = (...args: Parameters<typeof world>) => decide(world(...args));

test('indexes are written short and read back', () => {
  assert.equal(formatIndexes([5, 0, 1, 2, 7, 8]), '0-2,5,7,8');
  assert.deepEqual(parseIndexes('0-2,5,7,8', 8), [0, 1, 2, 5, 7]);
  assert.deepEqual(parseIndexes(undefined, 8), []);
});

test('as many pods run as parallelism and missing completions allow', () => {
  assert.equal(plan([]).create.length, 2);
  assert.equal(plan([made('a', 'Running')]).create.length, 1);
  const nearlyDone = plan([made('a', 'Succeeded'), made('b', 'Succeeded'), made('c', 'Running')]);
  assert.deepEqual([nearlyDone.create.length, nearlyDone.delete.length], [0, 0]);
  assert.equal(plan([made('a', 'Running'), made('b', 'Running')], { spec: { parallelism: 1 } }).delete.length, 1);
  assert.equal(plan([], {}, { isSettled: false }).create.length, 0);
});

test('without completions all run until one has succeeded and the rest have ended', () => {
  const open = { spec: { completions: null } };
  assert.equal(plan([], open).create.length, 2);
  const after = plan([made('a', 'Succeeded'), made('b', 'Running')], open);
  assert.deepEqual([after.create.length, after.end], [0, undefined]);
  assert.equal(plan([made('a', 'Succeeded'), made('b', 'Succeeded')], open).end?.type, 'Complete');
});

test('an indexed Job makes each index once, and again when its pod failed', () => {
  const indexed = { spec: { completionMode: 'Indexed' } };
  assert.deepEqual(plan([], indexed).create, [0, 1]);
  const pods = [made('a', 'Succeeded', 0), made('b', 'Failed', 1), made('c', 'Running', 2)];
  const next = plan(pods, indexed);
  assert.deepEqual(next.create, [1]);
  assert.equal(next.status.completedIndexes, '0');
  assert.deepEqual(next.status.uncountedTerminatedPods, { failed: ['b'] });
  const twice = plan([made('a', 'Running', 0), made('b', 'Running', 0), made('c', 'Running', 9)], indexed);
  assert.equal(twice.delete.length, 2);
});

test('an indexed pod knows its index', () => {
  const { metadata, spec } = jobPod(job(), 4);
  assert.equal(metadata?.generateName, 'sum-4-');
  assert.equal(metadata?.labels?.['batch.kubernetes.io/job-completion-index'], '4');
  assert.equal(spec?.hostname, 'sum-4');
  assert.equal(
    spec?.containers[0]?.env?.[0]?.valueFrom?.fieldRef?.fieldPath,
    "metadata.labels['batch.kubernetes.io/job-completion-index']",
  );
});

test('too many failures end a Job, and what runs is removed', () => {
  const pods = [made('a', 'Failed'), made('b', 'Failed'), made('c', 'Failed'), made('d', 'Running')];
  const { end, delete: gone, status } = plan(pods);
  assert.deepEqual(end, {
    type: 'Failed',
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
  });
  assert.deepEqual(
    gone.map(({ metadata }) => metadata?.name),
    ['d'],
  );
  assert.equal(findCondition(status.conditions, 'FailureTarget')?.reason, 'BackoffLimitExceeded');
});

test('failures already counted are not counted again; those of gone pods are not lost', () => {
  const counting = { status: { failed: 1, uncountedTerminatedPods: { failed: ['a', 'gone'] } } };
  const { failed, uncounted } = tally(job(counting), [made('a', 'Failed')]);
  assert.deepEqual([failed, uncounted.failed], [3, ['a']]);
});

test('a deadline ends a Job, and is waited for', () => {
  assert.equal(plan([], { spec: { activeDeadlineSeconds: 900 } }).afterMs, 300_000);
  const { end } = plan([], { spec: { activeDeadlineSeconds: 600 } });
  assert.deepEqual([end?.reason, end?.message], ['DeadlineExceeded', 'Job was active longer than specified deadline']);
});

test('suspended, a Job has no pods; resumed, its time starts anew', () => {
  const suspended = plan([made('a', 'Running')], { spec: { suspend: true } });
  assert.equal(suspended.delete.length, 1);
  assert.equal(suspended.event?.reason, 'Suspended');
  const condition = findCondition(suspended.status.conditions, 'Suspended');
  assert.deepEqual(
    [condition?.status, condition?.reason, condition?.message],
    ['True', 'JobSuspended', 'Job suspended'],
  );
  const resumed = plan([], { status: { conditions: suspended.status.conditions } });
  assert.equal(resumed.status.startTime, '2026-01-01T00:10:00Z');
  assert.equal(resumed.event?.reason, 'Resumed');
});

test('a failure policy fails the Job at once or overlooks a failure', () => {
  const policy = (action: string) => ({
    spec: { podFailurePolicy: { rules: [{ action, onExitCodes: { operator: 'In', values: [42] } }] } },
  });
  const state = { terminated: { exitCode: 42 } };
  const failed = made('a', 'Failed', undefined, {
    status: { containerStatuses: [{ name: 'a', image: 'a', imageID: 'a', ready: false, restartCount: 0, state }] },
  });
  const { end } = plan([failed], policy('FailJob'));
  assert.equal(end?.reason, 'PodFailurePolicy');
  assert.equal(end?.message, 'Container a for pod default/a failed with exit code 42 matching FailJob rule at index 0');
  assert.equal(world([failed], policy('Ignore')).tally.failed, 0);
});

test('the wait doubles with each failure in a row and ends with a success', () => {
  const retries = new Retries();
  const ended = (name: string) =>
    made(name, 'Failed', undefined, { metadata: { deletionTimestamp: now.toISOString() } });
  assert.equal(retries.waitMs('job', now), 0);
  retries.note('job', { succeeded: [], failed: [ended('a')] }, now);
  assert.equal(retries.waitMs('job', now), 10_000);
  retries.note('job', { succeeded: [], failed: [ended('b')] }, now);
  assert.equal(retries.waitMs('job', now), 20_000);
  retries.note('job', { succeeded: [made('c', 'Succeeded')], failed: [] }, now);
  assert.equal(retries.waitMs('job', now), 0);
});

test('a Job runs to its end: pods are counted and let go, then it is complete and goes when its time is over', async () => {
  await using it = new ControllerWorld();
  const running = it.run(jobController);
  it.client.put(job({ spec: { completions: 2, ttlSecondsAfterFinished: 60 }, status: null }));
  const read = () => it.client.peek(resources.jobs, { namespace: 'default', name: 'sum' });
  const pods = () => it.client.all(resources.pods);
  await eventually(() => pods().length === 2 && read()?.status?.active === 2);
  assert.deepEqual(pods()[0]?.metadata?.finalizers, [trackingFinalizer]);
  for (const one of pods()) it.client.put({ ...one, status: { phase: 'Succeeded' } });
  await eventually(() => findCondition(read()?.status?.conditions, 'Complete')?.status === 'True');
  const { status } = read()!;
  assert.deepEqual([status?.succeeded, status?.active, status?.uncountedTerminatedPods], [2, undefined, {}]);
  assert.equal(status?.completionTime, '2026-01-01T00:00:00Z');
  assert.deepEqual(it.told('Completed'), ['Job completed']);
  assert.ok(pods().every(({ metadata }) => !metadata?.finalizers));
  it.clock.advance(61_000);
  running.enqueue('default/sum');
  await eventually(() => !read());
});

test('pods of a Job that is gone are let go', async () => {
  await using it = new ControllerWorld();
  it.client.put(made('left', 'Running'));
  it.run(jobController);
  await eventually(() => !it.client.all(resources.pods)[0]?.metadata?.finalizers);
});

test('what still runs when a Job has failed is removed, and counts as failed too', async () => {
  await using it = new ControllerWorld();
  it.run(jobController);
  it.client.put(job({ spec: { backoffLimit: 0 }, status: null }));
  const read = () => it.client.peek(resources.jobs, { namespace: 'default', name: 'sum' });
  const [first] = await eventually(() =>
    it.client.all(resources.pods).length === 2 ? it.client.all(resources.pods) : undefined,
  );
  it.client.put({ ...first!, status: { phase: 'Failed' } });
  await eventually(() => findCondition(read()?.status?.conditions, 'Failed')?.status === 'True');
  assert.deepEqual([read()?.status?.failed, read()?.status?.terminating], [2, 0]);
  assert.deepEqual(it.told('BackoffLimitExceeded'), ['Job has reached the specified backoff limit']);
});
