// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCondition, type Pod, resources } from '@kubevirt-ts/kube';
import { eventually, pod, type Some } from '@kubevirt-ts/testkit';
import { type PodWorld, podWorld } from '../../../test/pod-world.ts';
import { RuntimeError } from '../runtime/runtime.ts';

function testPod(spec: Some<NonNullable<Pod['spec']>> = {}): Pod {
  return pod({ spec: { nodeName: 'node01', containers: [{ name: 'main', image: 'image' }], ...spec } } as Some<Pod>);
}

const isReady = (found: Pod) => findCondition(found.status?.conditions, 'Ready')?.status === 'True';
const stateOf = (found: Pod, name = 'main') =>
  [...(found.status?.initContainerStatuses ?? []), ...(found.status?.containerStatuses ?? [])].find(
    (one) => one.name === name,
  );
const isGone = (world: PodWorld) => eventually(() => world.pod() === undefined, 'the pod is gone');

test('a pod comes up, is told of in full, and goes', async (t) => {
  const world = await podWorld(t, [testPod({ restartPolicy: 'Always' })]);
  const { status } = await world.until(isReady);
  assert.equal(status?.phase, 'Running');
  assert.equal(status?.podIP, '10.42.0.3');
  assert.equal(status?.qosClass, 'BestEffort');
  assert.equal(status?.startTime, '2026-01-01T00:00:00Z');
  assert.deepEqual(
    status?.conditions?.map(({ type, status }) => `${type}=${status}`),
    ['PodReadyToStartContainers=True', 'Initialized=True', 'Ready=True', 'ContainersReady=True', 'PodScheduled=True'],
  );
  assert.deepEqual(status?.containerStatuses, [
    {
      name: 'main',
      image: 'image',
      imageID: 'sha256:1',
      containerID: 'crun://c1',
      restartCount: 0,
      ready: true,
      started: true,
      state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
      lastState: {},
    },
  ]);
  world.askDeletion();
  await isGone(world);
  await eventually(() => world.runtime.sandboxes.length === 0 && world.runtime.containers.length === 0);
  assert.deepEqual(world.events, [
    'Normal Pulling Pulling image "image"',
    'Normal Pulled Successfully pulled image "image" in 0s (0s including waiting). Image size: 1000 bytes.',
    'Normal Created Created container: main',
    'Normal Started Started container main',
    'Normal Killing Stopping container main',
  ]);
});

test('init containers run in order, sidecars stay and end last, backwards', async (t) => {
  const sidecar = (name: string) => ({ name, image: 'image', restartPolicy: 'Always' });
  const world = await podWorld(t, [
    testPod({ initContainers: [{ name: 'first', image: 'image' }, sidecar('side1'), sidecar('side2')] }),
  ]);
  const waiting = await world.until((found) => stateOf(found, 'first')?.state?.running);
  assert.deepEqual(stateOf(waiting)?.state, { waiting: { reason: 'PodInitializing' } });
  assert.equal(
    findCondition(waiting.status?.conditions, 'Initialized')?.message,
    'containers with incomplete status: [first side1 side2]',
  );
  assert.equal(world.runtime.containers.length, 1);
  world.runtime.exit('first', 0);
  const up = await world.until(isReady);
  assert.deepEqual(
    world.runtime.containers.map(({ name }) => name),
    ['first', 'side1', 'side2', 'main'],
  );
  assert.equal(stateOf(up, 'first')?.state?.terminated?.reason, 'Completed');
  assert.equal(stateOf(up, 'first')?.ready, true);
  world.askDeletion();
  await isGone(world);
  assert.deepEqual(
    world.runtime.stops.map(({ name }) => name),
    ['main', 'side2', 'side1'],
  );
});

test('a container that keeps ending waits longer and longer', async (t) => {
  const world = await podWorld(t, [testPod({ restartPolicy: 'Always' })]);
  await world.until(isReady);
  world.runtime.exit('main', 3);
  await world.until((found) => stateOf(found)?.restartCount === 1 && isReady(found));
  world.runtime.exit('main', 3);
  const held = await world.until((found) => stateOf(found)?.state?.waiting?.reason === 'CrashLoopBackOff');
  assert.equal(
    stateOf(held)?.state?.waiting?.message,
    'back-off 10s restarting failed container=main pod=testpod_default(44444444-4444-4444-8444-444444444444)',
  );
  assert.equal(stateOf(held)?.lastState?.terminated?.exitCode, 3);
  const told =
    'Warning BackOff Back-off restarting failed container main in pod testpod_default(44444444-4444-4444-8444-444444444444)';
  assert.equal(world.events.filter((event) => event === told).length, 1);
  assert.equal(held.status?.phase, 'Running');
  assert.equal(findCondition(held.status?.conditions, 'Ready')?.reason, 'ContainersNotReady');
  world.pass(10_000);
  await world.until((found) => stateOf(found)?.restartCount === 2 && isReady(found));
  world.runtime.exit('main', 3);
  const longer = await world.until((found) => stateOf(found)?.state?.waiting?.reason === 'CrashLoopBackOff');
  assert.match(stateOf(longer)?.state?.waiting?.message ?? '', /^back-off 20s /);
  assert.equal(world.runtime.containers.length, 2, 'of each container the newest run and the one before are kept');
});

test('a pod that may not restart ends as its containers did, with their last words', async (t) => {
  const world = await podWorld(t, [
    testPod({
      restartPolicy: 'Never',
      containers: [
        { name: 'main', image: 'image' },
        { name: 'other', image: 'image' },
      ],
    }),
  ]);
  await world.until(isReady);
  world.runtime.words = 'it was too much';
  world.runtime.exit('other', 0);
  await world.until((found) => stateOf(found, 'other')?.state?.terminated);
  assert.equal(world.pod()?.status?.phase, 'Running');
  world.runtime.exit('main', 2);
  const { status } = await world.until((found) => found.status?.phase === 'Failed');
  assert.deepEqual(status?.containerStatuses?.[0]?.state?.terminated, {
    containerID: 'crun://c1',
    exitCode: 2,
    reason: 'Error',
    message: 'it was too much',
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:00Z',
  });
  assert.equal(findCondition(status?.conditions, 'Ready')?.reason, 'PodFailed');
  assert.equal(status?.podIP, '10.42.0.3');
  await eventually(() => world.runtime.sandboxes[0]?.state === 'notReady', 'the network is given back');
  assert.equal(world.runtime.containers.length, 2, 'logs stay');
});

test('nothing that runs is touched by a restart of the node, and what ended meanwhile is noticed', async (t) => {
  const world = await podWorld(t, [
    testPod({ containers: [{ name: 'main', image: 'image', startupProbe: { exec: { command: ['s'] } } }] }),
  ]);
  const before = await world.until(isReady);
  await world.restart();
  await world.kubelet.registered;
  await eventually(() => world.client.writes.at(-1)?.plural === 'leases');
  assert.deepEqual(world.pod()?.status, before.status);
  assert.equal(world.runtime.containers.length, 1);
  assert.equal(world.runtime.commands.length, 1, 'a startup probe that was passed is not asked again');

  const restarted = world.restart();
  world.runtime.exit('main', 1);
  await restarted;
  await world.until((found) => stateOf(found)?.restartCount === 1 && isReady(found));
});

test('what of a pod is left that was deleted while nobody watched is removed', async (t) => {
  const world = await podWorld(t, [testPod()]);
  await world.until(isReady);
  const restarted = world.restart();
  await world.client.delete(resources.pods, { namespace: 'default', name: 'testpod' }, { gracePeriodSeconds: 0 });
  await restarted;
  await eventually(() => world.runtime.sandboxes.length === 0 && world.runtime.containers.length === 0);
});

test('a stop that is shortened is hastened; a container that does not listen is killed', async (t) => {
  const world = await podWorld(t, [testPod({ terminationGracePeriodSeconds: 600 })]);
  await world.until(isReady);
  world.runtime.obeys = false;
  world.askDeletion(600);
  await eventually(() => world.runtime.stops.length === 1);
  assert.ok((world.runtime.stops[0]?.graceMs ?? 0) > 500_000);
  world.askDeletion(2);
  world.pass(2000);
  await eventually(() => world.runtime.sandboxes.length === 0, 'it was killed');
});

test('an image that cannot be had is tried again after a while', async (t) => {
  const world = await podWorld(t, []);
  world.runtime.pulled = () => ({ reason: 'ErrImagePull', message: 'no such registry' });
  world.client.put(testPod());
  const failed = await world.until((found) => stateOf(found)?.state?.waiting?.reason === 'ErrImagePull');
  assert.equal(stateOf(failed)?.state?.waiting?.message, 'no such registry');
  assert.equal(failed.status?.phase, 'Pending');
  world.pass(5000);
  const held = await world.until((found) => stateOf(found)?.state?.waiting?.reason === 'ImagePullBackOff');
  assert.equal(
    stateOf(held)?.state?.waiting?.message,
    'Back-off pulling image "image": ErrImagePull: no such registry',
  );
  world.runtime.pulled = (reference) => ({ id: 'sha256:1', tags: [reference], digests: [], sizeBytes: 1, user: '' });
  world.pass(10_000);
  await world.until(isReady);
});

test('a container that cannot be configured waits for what it lacks, and not longer', async (t) => {
  const env = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'config', key: 'a' } } }];
  const world = await podWorld(t, [testPod({ containers: [{ name: 'main', image: 'image', env }] })]);
  const failed = await world.until((found) => stateOf(found)?.state?.waiting?.reason === 'CreateContainerConfigError');
  assert.equal(stateOf(failed)?.state?.waiting?.message, 'configmap "config" not found');
  world.client.put({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'config', namespace: 'default' },
    data: { a: '1' },
  } as Pod);
  await world.until(isReady);
  const [spec] = world.runtime.specs.values();
  assert.deepEqual(
    spec?.env.find(({ name }) => name === 'A'),
    { name: 'A', value: '1' },
  );
});

test('a container that cannot be started says why', async (t) => {
  const world = await podWorld(t, []);
  world.runtime.startError = new RuntimeError('RunContainerError', 'exec: no such file');
  world.client.put(testPod());
  const failed = await world.until((found) => stateOf(found)?.state?.waiting?.reason === 'RunContainerError');
  assert.equal(stateOf(failed)?.lastState?.terminated?.reason, 'StartError');
  assert.ok(world.events.includes('Warning Failed Error: exec: no such file'));
});

test('a pod that runs for longer than it may fails', async (t) => {
  const world = await podWorld(t, [testPod({ activeDeadlineSeconds: 60 })]);
  await world.until(isReady);
  world.pass(61_000);
  const { status } = await world.until((found) => found.status?.phase === 'Failed');
  assert.equal(status?.reason, 'DeadlineExceeded');
  assert.equal(status?.message, 'Pod was active on the node longer than the specified deadline');
  assert.ok(world.events.includes(`Normal DeadlineExceeded ${status?.message}`));
});

test('a pod whose pause process died gets another, and all its containers again', async (t) => {
  const world = await podWorld(t, [testPod({ initContainers: [{ name: 'first', image: 'image' }] })]);
  await eventually(() => world.runtime.running('first'));
  world.runtime.exit('first', 0);
  await world.until(isReady);
  world.runtime.breakSandbox();
  await eventually(() => world.runtime.running('first'));
  world.runtime.exit('first', 0);
  const { status } = await world.until((found) => isReady(found) && stateOf(found)?.restartCount === 1);
  assert.equal(status?.podIP, '10.42.0.4');
  assert.ok(world.events.includes('Normal SandboxChanged Pod sandbox changed, it will be killed and re-created.'));
});

test('a hook after the start holds the container back, and its failure ends it', async (t) => {
  const lifecycle = { postStart: { exec: { command: ['greet'] } }, preStop: { exec: { command: ['part'] } } };
  const world = await podWorld(t, []);
  const greeting = Promise.withResolvers<{ exitCode: number; output: string; timedOut: boolean }>();
  world.runtime.answer = (command) =>
    command[0] === 'greet' ? greeting.promise : { exitCode: 0, output: '', timedOut: false };
  world.client.put(testPod({ containers: [{ name: 'main', image: 'image', lifecycle }] }));
  await eventually(() => world.runtime.commands.length === 1);
  assert.deepEqual(stateOf(world.pod() as Pod)?.state, { waiting: { reason: 'ContainerCreating' } });
  greeting.resolve({ exitCode: 0, output: '', timedOut: false });
  await world.until(isReady);
  world.askDeletion();
  await isGone(world);
  assert.deepEqual(world.runtime.commands, [['greet'], ['part']]);
  world.runtime.answer = () => ({ exitCode: 1, output: 'no', timedOut: false });
  world.client.put(testPod({ containers: [{ name: 'main', image: 'image', lifecycle }] }));
  await world.until((found) => stateOf(found)?.state?.waiting?.reason === 'PostStartHookError');
  assert.ok(world.events.includes('Warning FailedPostStartHook PostStartHook failed'));
});

test('liveness restarts a container, readiness takes it out', async (t) => {
  const probe = (name: string) => ({ exec: { command: [name] }, periodSeconds: 1, failureThreshold: 1 });
  const world = await podWorld(t, []);
  let isWell = true;
  world.runtime.answer = ([name]) => ({ exitCode: name === 'ready' || isWell ? 0 : 1, output: 'ill', timedOut: false });
  world.client.put(
    testPod({
      containers: [{ name: 'main', image: 'image', livenessProbe: probe('live'), readinessProbe: probe('ready') }],
    }),
  );
  await world.until(isReady);
  isWell = false;
  await eventually(() => world.runtime.stops.length === 1);
  isWell = true;
  await world.until((found) => isReady(found) && stateOf(found)?.restartCount === 1);
  assert.ok(world.events.includes('Warning Unhealthy Liveness probe failed: ill'));
  assert.ok(world.events.includes('Normal Killing Container main failed liveness probe, will be restarted'));
});

test('a readiness gate holds a pod back until its condition is true', async (t) => {
  const world = await podWorld(t, [testPod({ readinessGates: [{ conditionType: 'example.com/open' }] })]);
  const held = await world.until(
    (found) => findCondition(found.status?.conditions, 'ContainersReady')?.status === 'True',
  );
  assert.deepEqual([findCondition(held.status?.conditions, 'Ready')].map((one) => [one?.reason, one?.message])[0], [
    'ReadinessGatesNotReady',
    'corresponding condition of pod readiness gate "example.com/open" does not exist.',
  ]);
  const conditions = [{ type: 'example.com/open', status: 'True' }];
  await world.client.patch(
    resources.pods,
    { namespace: 'default', name: 'testpod' },
    { type: 'strategic', body: { status: { conditions } } },
    { subresource: 'status' },
  );
  const open = await world.until(isReady);
  assert.equal(findCondition(open.status?.conditions, 'example.com/open')?.status, 'True');
});

test('a pod that the node cannot take is refused for good', async (t) => {
  const world = await podWorld(t, [testPod({ nodeSelector: { zone: 'elsewhere' } })]);
  const { status } = await world.until((found) => found.status?.phase === 'Failed');
  assert.equal(status?.reason, 'NodeAffinity');
  assert.equal(status?.message, 'Pod was rejected: Predicate NodeAffinity failed');
  assert.equal(world.runtime.sandboxes.length, 0);
});
