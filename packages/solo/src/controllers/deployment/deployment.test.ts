// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyMergePatch,
  controllerReference,
  type Deployment,
  findCondition,
  type ReplicaSet,
  resources,
} from '@kubevirt-ts/kube';
import { eventually, type Some } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { type DeploymentWorld, decide } from './decide.ts';
import { deploymentController } from './index.ts';
import { newReplicaSet } from './replica-sets.ts';
import { resized } from './scaling.ts';

const now = new Date('2026-01-01T00:10:00Z');
const labels = { app: 'web' };
const deployment = (fields: Some<Deployment> = {}): Deployment =>
  applyMergePatch(
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default', uid: 'dep', generation: 1 },
      spec: {
        replicas: 4,
        selector: { matchLabels: labels },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        progressDeadlineSeconds: 600,
        revisionHistoryLimit: 2,
        template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a:2' }] } },
      },
    },
    fields,
  ) as Deployment;

/** A ReplicaSet of an image, with so many pods of which so many are available. */
const set = (image: string, size: number, available = size, revision = 1): ReplicaSet => {
  const of = deployment({ spec: { template: { spec: { containers: [{ name: 'a', image }] } } } });
  const made = newReplicaSet(of, revision, size);
  return {
    ...made,
    metadata: { ...made.metadata, uid: image, generation: 1, creationTimestamp: `2026-01-01T00:0${revision}:00Z` },
    status: { replicas: size, readyReplicas: available, availableReplicas: available, observedGeneration: 1 },
  };
};
const world = (replicaSets: ReplicaSet[], fields: Some<Deployment> = {}, pods: string[] = []): DeploymentWorld => ({
  deployment: deployment(fields),
  replicaSets,
  hasPods: (uid) => pods.includes(uid),
  now,
});
const plan = (known: DeploymentWorld) => {
  const decided = decide(known);
  assert.equal(decided.do, 'write');
  return decided.do === 'write' ? decided : assert.fail();
};
const sizes = (known: DeploymentWorld) =>
  Object.fromEntries(plan(known).changes.map(({ before, after }) => [before.metadata?.uid, after.spec?.replicas]));

test('the first ReplicaSet is made as large as asked for, with revision 1 and its sizes', () => {
  const decided = decide(world([]));
  assert.ok(decided.do === 'create');
  const { metadata, spec } = decided.replicaSet;
  assert.equal(spec?.replicas, 4);
  assert.match(metadata?.name ?? '', /^web-[a-z0-9]+$/);
  assert.equal(metadata?.labels?.['pod-template-hash'], spec?.selector?.matchLabels?.['pod-template-hash']);
  assert.deepEqual(metadata?.annotations, {
    'deployment.kubernetes.io/revision': '1',
    'deployment.kubernetes.io/desired-replicas': '4',
    'deployment.kubernetes.io/max-replicas': '5',
  });
});

test('an update starts with what surge allows, then takes old pods as new ones become available', () => {
  const first = decide(world([set('a:1', 4)]));
  assert.ok(first.do === 'create');
  assert.equal(first.replicaSet.spec?.replicas, 1);
  assert.equal(first.replicaSet.metadata?.annotations?.['deployment.kubernetes.io/revision'], '2');
  assert.deepEqual(sizes(world([set('a:1', 4), set('a:2', 1, 0, 2)])), { 'a:1': 3 });
  assert.deepEqual(sizes(world([set('a:1', 3), set('a:2', 1, 0, 2)])), { 'a:2': 2 });
  assert.deepEqual(sizes(world([set('a:1', 3), set('a:2', 2, 2, 2)])), { 'a:1': 1 });
  assert.deepEqual(sizes(world([set('a:1', 1), set('a:2', 4, 4, 2)])), { 'a:1': 0 });
});

test('old pods that never became available go first, without waiting', () => {
  const known = world([set('a:0', 2, 0), set('a:1', 3, 3, 2), set('a:2', 0, 0, 3)]);
  assert.deepEqual(sizes(known), { 'a:0': 0 });
});

test('Recreate ends all old pods before it starts new ones', () => {
  const recreate = { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } };
  assert.deepEqual(sizes(world([set('a:1', 4)], recreate)), { 'a:1': 0 });
  assert.deepEqual(sizes(world([set('a:1', 0)], recreate, ['a:1'])), {});
  const last = decide(world([set('a:1', 0)], recreate));
  assert.equal(last.do === 'create' && last.replicaSet.spec?.replicas, 4);
});

test('scaled in the middle of a rollout, both ReplicaSets grow in proportion', () => {
  const scaled = deployment({ spec: { replicas: 8 } });
  const [old, current] = [set('a:1', 3), set('a:2', 2, 2, 2)];
  assert.deepEqual(
    resized(scaled, current, [old]).map(({ replicas }) => replicas),
    [6, 4],
  );
  const { changes, status } = plan(world([old, current], { spec: { replicas: 8 } }));
  assert.equal(changes.length, 2);
  for (const { after } of changes) {
    assert.equal(after.metadata?.annotations?.['deployment.kubernetes.io/max-replicas'], '10');
  }
  assert.equal(findCondition(status.conditions, 'Available')?.reason, 'MinimumReplicasUnavailable');
});

test('a paused Deployment is scaled but not rolled out, and says that it is paused', () => {
  const { changes, status } = plan(world([set('a:1', 4)], { spec: { paused: true, replicas: 6 } }));
  assert.deepEqual(
    changes.map(({ after }) => after.spec?.replicas),
    [6],
  );
  const condition = findCondition(status.conditions, 'Progressing');
  assert.deepEqual(
    [condition?.status, condition?.reason, condition?.message],
    ['Unknown', 'DeploymentPaused', 'Deployment is paused'],
  );
});

test('a rollback finds the old ReplicaSet, which gets the newest revision and remembers its own', () => {
  const { changes, revision } = plan(world([set('a:2', 0, 0, 1), set('a:1', 4, 4, 2)]));
  const rolledBack = changes.find(({ before }) => before.metadata?.uid === 'a:2')?.after;
  assert.equal(rolledBack?.metadata?.annotations?.['deployment.kubernetes.io/revision'], '3');
  assert.equal(rolledBack?.metadata?.annotations?.['deployment.kubernetes.io/revision-history'], '1');
  assert.equal(revision, 3);
});

test('when all is done the oldest ReplicaSets beyond the limit go', () => {
  const old = ['a:0', 'a:1', 'b:1'].map((image, at) => set(image, 0, 0, at + 1));
  const { remove, status } = plan(world([...old, set('a:2', 4, 4, 4)]));
  assert.deepEqual(
    remove.map(({ metadata }) => metadata?.uid),
    ['a:0'],
  );
  const condition = findCondition(status.conditions, 'Progressing');
  assert.equal(condition?.reason, 'NewReplicaSetAvailable');
  assert.match(condition?.message ?? '', /^ReplicaSet "web-[a-z0-9]+" has successfully progressed\.$/);
});

test('without progress until the deadline a rollout is called failed', () => {
  const conditions = (lastUpdateTime: string) => [
    {
      type: 'Progressing',
      status: 'True',
      reason: 'ReplicaSetUpdated',
      lastUpdateTime,
      lastTransitionTime: lastUpdateTime,
    },
  ];
  const numbers = { replicas: 4, updatedReplicas: 4, readyReplicas: 3, availableReplicas: 3 };
  const stuck = (since: string) =>
    plan(world([set('a:2', 4, 3)], { status: { ...numbers, conditions: conditions(since) } }));
  assert.equal(stuck('2026-01-01T00:09:00Z').afterMs, 541_000);
  const failed = findCondition(stuck('2025-12-31T23:59:59Z').status.conditions, 'Progressing');
  assert.deepEqual([failed?.status, failed?.reason], ['False', 'ProgressDeadlineExceeded']);
  assert.match(failed?.message ?? '', /^ReplicaSet "web-[a-z0-9]+" has timed out progressing\.$/);
});

test('a Deployment makes its ReplicaSet, tells its revision and follows its pods', async () => {
  await using it = new ControllerWorld();
  it.run(deploymentController);
  it.client.put(deployment());
  const read = () => it.client.peek(resources.deployments, { namespace: 'default', name: 'web' });
  const made = await eventually(() => it.client.all(resources.replicaSets)[0]);
  await eventually(() => read()?.status?.conditions?.some(({ reason }) => reason === 'NewReplicaSetCreated'));
  assert.equal(read()?.metadata?.annotations?.['deployment.kubernetes.io/revision'], '1');
  assert.deepEqual(made.metadata?.ownerReferences, [controllerReference(deployment())]);
  assert.deepEqual(it.told('ScalingReplicaSet'), [`Scaled up replica set ${made.metadata?.name} from 0 to 4`]);
  it.client.put({ ...made, status: { replicas: 4, readyReplicas: 4, availableReplicas: 4, observedGeneration: 1 } });
  await eventually(() => read()?.status?.availableReplicas === 4);
  const { conditions } = read()?.status ?? {};
  assert.equal(findCondition(conditions, 'Available')?.message, 'Deployment has minimum availability.');
  assert.equal(findCondition(conditions, 'Progressing')?.reason, 'NewReplicaSetAvailable');
  assert.equal(read()?.status?.unavailableReplicas, undefined);
});

test('when the name of a ReplicaSet is taken by other content, another one is found', async () => {
  await using it = new ControllerWorld();
  const taken = newReplicaSet(deployment(), 1, 1);
  it.client.put({ ...taken, metadata: { ...taken.metadata, ownerReferences: [], labels: {} } });
  it.run(deploymentController);
  it.client.put(deployment());
  await eventually(() => it.client.all(resources.replicaSets).length === 2);
  await eventually(() => it.client.all(resources.deployments)[0]?.status?.collisionCount === 1);
});
