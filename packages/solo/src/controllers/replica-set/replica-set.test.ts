// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controllerReference, type ReplicaSet, resources } from '@kubevirt-ts/kube';
import { apiError, eventually, pod, type Some } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { decide, nextAvailableMs, statusOf } from './decide.ts';
import { replicaSetController } from './index.ts';

const now = new Date('2026-01-01T00:01:00Z');
const labels = { app: 'web' };
const replicaSet = (replicas: number, spec: Some<ReplicaSet['spec']> = {}): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web', namespace: 'default', uid: 'rs', generation: 3 },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a' }] } },
    ...(spec as object),
  },
});
const owned = (name: string, ready = false) =>
  pod({
    metadata: { name, uid: name, labels, ownerReferences: [controllerReference(replicaSet(0))] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-01T00:00:50Z' }],
    },
  });
const world = (replicas: number, pods = [owned('a', true), owned('b')], isSettled = true) => ({
  replicaSet: replicaSet(replicas),
  pods,
  neighbours: new Map<string, number>(),
  isSettled,
  now,
});

test('missing pods are made, surplus ones removed, the least useful first', () => {
  assert.deepEqual(decide(world(5)), { do: 'create', count: 3 });
  assert.deepEqual(decide(world(2)), { do: 'nothing' });
  const step = decide(world(1));
  assert.deepEqual(step.do === 'delete' && step.pods.map(({ metadata }) => metadata?.name), ['b']);
});

test('nothing is decided on a stale cache, nor for one that is being deleted', () => {
  assert.deepEqual(decide(world(5, [], false)), { do: 'nothing' });
  const going = world(5);
  going.replicaSet.metadata = { ...going.replicaSet.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
  assert.deepEqual(decide(going), { do: 'nothing' });
});

test('ended and going pods are replaced', () => {
  const ended = { ...owned('a'), status: { phase: 'Failed' } };
  assert.deepEqual(decide(world(1, [ended])), { do: 'create', count: 1 });
});

test('the status counts active pods; a failure is a condition until it is over', () => {
  const failed = statusOf(world(2), { reason: 'FailedCreate', message: 'quota' });
  assert.deepEqual(failed, {
    replicas: 2,
    fullyLabeledReplicas: 2,
    readyReplicas: 1,
    availableReplicas: 1,
    observedGeneration: 3,
    conditions: [
      {
        type: 'ReplicaFailure',
        status: 'True',
        reason: 'FailedCreate',
        message: 'quota',
        lastTransitionTime: '2026-01-01T00:01:00Z',
      },
    ],
  });
  const over = { ...world(2), replicaSet: { ...replicaSet(2), status: failed } };
  assert.equal(statusOf(over).conditions, undefined);
});

test('with minReadySeconds a pod becomes available later, and that time is known', () => {
  const late = { ...world(2), replicaSet: replicaSet(2, { minReadySeconds: 30 }) };
  assert.equal(statusOf(late).availableReplicas, undefined);
  assert.equal(nextAvailableMs(late), 20_000);
});

test('a ReplicaSet gets its pods, keeps their number, and says so', async () => {
  await using it = new ControllerWorld();
  it.run(replicaSetController);
  it.client.put(replicaSet(3));
  const pods = () => it.client.all(resources.pods);
  const read = () => it.client.peek(resources.replicaSets, { namespace: 'default', name: 'web' });
  await eventually(() => read()?.status?.replicas === 3);
  assert.equal(pods().length, 3);
  assert.equal(it.told('SuccessfulCreate').length, 3);
  assert.match(it.told('SuccessfulCreate')[0] ?? '', /^Created pod: web-/);
  assert.deepEqual(pods()[0]?.metadata?.ownerReferences, [controllerReference(replicaSet(0))]);

  await it.client.delete(resources.pods, { namespace: 'default', name: pods()[0]?.metadata?.name ?? '' });
  await eventually(() => it.told('SuccessfulCreate').length === 4);
  it.client.put({ ...read()!, spec: { ...read()!.spec!, replicas: 1 } });
  await eventually(() => read()?.status?.replicas === 1);
  assert.equal(pods().length, 1);
  assert.equal(it.told('SuccessfulDelete').length, 2);
});

test('a refused creation is told as event and condition, and tried again', async () => {
  await using it = new ControllerWorld();
  it.client.failNext('create', 'pods', apiError(403, 'Forbidden', 'exceeded quota'), 1);
  it.run(replicaSetController);
  it.client.put(replicaSet(2));
  await eventually(() => it.client.all(resources.pods).length === 2);
  assert.deepEqual(it.told('FailedCreate'), ['Error creating: exceeded quota']);
});

test('an orphan that matches is taken in instead of a new pod', async () => {
  await using it = new ControllerWorld();
  it.client.put(pod({ metadata: { name: 'orphan', uid: 'orphan', labels } }));
  it.client.put(replicaSet(1));
  it.run(replicaSetController);
  await eventually(() => it.client.all(resources.pods)[0]?.metadata?.ownerReferences);
  await eventually(() => it.client.all(resources.replicaSets)[0]?.status?.replicas === 1);
  assert.equal(it.client.all(resources.pods).length, 1);
});
