// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { type PersistentVolumeClaim, resources } from '@kubevirt-ts/kube';
import { apiError, eventually, node, vmi } from '@kubevirt-ts/testkit';
import { TryWorld } from '../../test/try-world.ts';
import { kinds } from '../kinds.ts';

const name = 'testvmi';
const fresh = (more: Parameters<typeof vmi>[0] = {}): VirtualMachineInstance =>
  vmi({
    metadata: { finalizers: ['kubevirt.io/foregroundDeleteVirtualMachine'] },
    status: { phase: 'Pending' },
    ...more,
  });
const worker = node({ metadata: { annotations: { 'kubevirt.io/heartbeat': '2026-01-01T00:00:00Z' } } });
/** The VMI has seen its pod's end: it is not ready any more. */
const settled = (world: TryWorld) =>
  eventually(() => world.vmi(name)?.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'False'));
const remove = (world: TryWorld) => world.client.delete(kinds.virtualMachineInstances, { namespace: 'default', name });

test('a VMI gets a pod, is handed over with its node, and is ready when its guest runs', async () => {
  await using world = new TryWorld(worker, fresh());
  const pod = await world.pod();
  assert.match(pod.metadata?.name ?? '', /^virt-launcher-testvmi-[a-z0-9]{5}$/);
  const scheduling = await world.phase('Scheduling', name);
  assert.deepEqual(
    scheduling.status?.conditions?.map((c) => `${c.type} ${c.status} ${c.reason}`),
    ['Ready False GuestNotRunning'],
  );

  world.run(pod);
  const { metadata, status } = await world.phase('Scheduled', name);
  assert.equal(metadata?.labels?.['kubevirt.io/nodeName'], 'node01');
  assert.equal(status?.nodeName, 'node01');
  assert.deepEqual(status?.activePods, { [pod.metadata?.uid ?? '']: 'node01' });
  assert.equal(status?.launcherContainerImageVersion, 'kubevirt:v1');
  await eventually(() => world.pods()[0]?.status?.conditions?.some((c) => c.reason === 'NotPaused'), 'the open gate');

  world.report('Running', name);
  await eventually(() => world.vmi(name)?.status?.conditions?.[0]?.status === 'True', 'Ready');
  await world.stop();
  const writes = world.client.writes.map(({ verb, plural, subresource }) =>
    [verb, plural, subresource].filter(Boolean).join(' '),
  );
  assert.deepEqual(writes.sort(), [
    'create pods',
    'patch pods status',
    'patch virtualmachineinstances',
    'patch virtualmachineinstances',
  ]);
});

test('when the pod exists already, however stale the cache, no second one is made', async () => {
  await using world = new TryWorld(worker, fresh());
  await world.phase('Scheduling', name);
  await world.stop();
  // As if the program had been killed between making the pod and saying so.
  const there = world.vmi(name)!;
  world.client.put({ ...there, status: { phase: 'Pending' } } as VirtualMachineInstance);
  world.start();
  await world.phase('Scheduling', name);
  assert.equal(world.pods().length, 1);
});

test('a VMI whose claim is missing says so, and goes on when it is there', async () => {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  await using world = new TryWorld(worker, fresh({ spec: { volumes } }));
  const condition = await eventually(() => world.vmi(name)?.status?.conditions?.find((c) => c.type === 'Synchronized'));
  assert.equal(condition.reason, 'FailedPvcNotFound');
  assert.equal(world.pods().length, 0);
  const claim: PersistentVolumeClaim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace: 'default', name: 'data' },
  };
  world.client.put(claim);
  const { status } = await world.phase('Scheduling', name);
  assert.equal(
    status?.conditions?.some((c) => c.type === 'Synchronized'),
    false,
  );
});

test('a pod that cannot be made is a condition with the reason, and is tried again', async () => {
  await using world = new TryWorld(worker);
  world.client.failNext('create', 'pods', apiError(403, 'Forbidden', 'exceeded quota'), 2);
  world.client.put(fresh());
  const { status } = await world.phase('Scheduling', name);
  assert.equal(
    status?.conditions?.some((c) => c.type === 'Synchronized'),
    false,
  );
  const written = JSON.stringify(world.client.writes.map(({ body }) => body));
  assert.match(written, /"reason":"FailedCreate","message":"failed to create virtual machine pod: exceeded quota"/);
  assert.equal(world.told.find((t) => t.reason === 'FailedCreate')?.message, 'Error creating pod: exceeded quota');
});

test('an image that cannot be pulled, and a pod that fits nowhere, show on the VMI', async () => {
  await using world = new TryWorld(worker, fresh());
  const pod = await world.pod();
  const scheduled = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message: '0/1 nodes are available.',
  };
  world.setPod(pod, { phase: 'Pending', conditions: [scheduled] });
  const unschedulable = await eventually(() =>
    world.vmi(name)?.status?.conditions?.find((c) => c.type === 'PodScheduled'),
  );
  assert.equal(unschedulable.message, '0/1 nodes are available.');

  const waiting = { reason: 'ErrImagePull', message: 'manifest unknown' };
  const sidecar = { name: 'volumeroot', image: 'i', imageID: '', ready: false, restartCount: 0, state: { waiting } };
  world.setPod(pod, { phase: 'Pending', conditions: [], initContainerStatuses: [sidecar] }, 'node01');
  const error = await eventually(() => world.vmi(name)?.status?.conditions?.find((c) => c.type === 'Synchronized'));
  assert.deepEqual([error.reason, error.message], ['ErrImagePull', 'manifest unknown']);
  assert.equal(
    world.vmi(name)?.status?.conditions?.some((c) => c.type === 'PodScheduled'),
    false,
  );

  world.run(pod);
  const { status } = await world.phase('Scheduled', name);
  assert.deepEqual(
    status?.conditions?.map((c) => c.type),
    ['Ready'],
  );
});

test('a VMI whose pod failed before its guest ran says what the pod said', async () => {
  await using world = new TryWorld(worker, fresh());
  await world.phase('Scheduling', name);
  await world.end(await world.pod(), 'the disk root is no qcow2 image', 1);
  const { status } = await world.phase('Failed', name);
  const told = status?.conditions?.find((c) => c.type === 'Synchronized');
  assert.equal(told?.reason, 'Synchronizing with the Domain failed.');
  assert.equal(told?.message, 'the disk root is no qcow2 image');
});

test('deleting a VMI deletes its pod, and lets it go when the pod is gone', async () => {
  await using world = new TryWorld(worker, fresh());
  const pod = await world.pod();
  world.run(pod);
  await world.phase('Scheduled', name);
  world.report('Running', name);
  await remove(world);
  const going = await eventually(() => world.pods().find((p) => p.metadata?.deletionTimestamp));
  assert.equal(world.told.at(-1)?.message, `Deleted virtual machine pod ${pod.metadata?.name}`);
  world.report('Succeeded', name);
  await world.end(going, 'guest-shutdown');
  await eventually(() => !world.vmi(name), 'the VMI gone');
});

test('a VMI whose agent said nothing ends as its pod’s last words say', async () => {
  await using world = new TryWorld(worker, fresh());
  world.run(await world.pod());
  await world.phase('Scheduled', name);
  world.report('Running', name);
  await world.end(await world.pod(), 'guest-shutdown');
  await settled(world);
  assert.equal(world.vmi(name)?.status?.phase, 'Running', 'the agent has the first word');
  world.pass(6_000, name);
  await world.phase('Succeeded', name);
  assert.equal(world.told.at(-1)?.message, 'The VirtualMachineInstance was shut down.');
});

test('a VMI whose pod vanished has failed', async () => {
  await using world = new TryWorld(worker, fresh());
  world.run(await world.pod());
  await world.phase('Scheduled', name);
  world.report('Running', name);
  const { namespace, name: podName = '' } = world.pods()[0]?.metadata ?? {};
  await world.client.delete(resources.pods, { namespace, name: podName }, { gracePeriodSeconds: 0 });
  await settled(world);
  world.pass(6_000, name);
  const { status } = await world.phase('Failed', name);
  assert.equal(status?.reason, undefined);
});

test('an outcome that the agent wrote is never overwritten', async () => {
  await using world = new TryWorld(worker, fresh());
  world.run(await world.pod());
  await world.phase('Scheduled', name);
  world.report('Succeeded', name);
  await world.end(await world.pod(), '', 1);
  await eventually(() => world.vmi(name)?.status?.conditions?.[0]?.status === 'False');
  await world.stop();
  assert.equal(world.vmi(name)?.status?.phase, 'Succeeded');
});

test('a VMI deleted before it had a pod fails and goes at once', async () => {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'missing' } }];
  await using world = new TryWorld(worker, fresh({ spec: { volumes } }));
  await eventually(() => world.vmi(name)?.status?.conditions?.length);
  await remove(world);
  await eventually(() => !world.vmi(name), 'the VMI gone');
});

test('a shorter grace period, asked for while the guest already shuts down, reaches the pod', async () => {
  await using world = new TryWorld(worker, fresh());
  world.run(await world.pod());
  await world.phase('Scheduled', name);
  await remove(world);
  await eventually(() => world.pods().find((p) => p.metadata?.deletionGracePeriodSeconds === 60));
  const body = { spec: { terminationGracePeriodSeconds: 1 } };
  await world.client.patch(kinds.virtualMachineInstances, { namespace: 'default', name }, { type: 'merge', body });
  await eventually(() => world.pods().find((p) => p.metadata?.deletionGracePeriodSeconds === 1));
});

test('the pod of a VMI that ended is removed when it does not end by itself', async () => {
  await using world = new TryWorld(worker, fresh());
  world.run(await world.pod());
  await world.phase('Scheduled', name);
  world.report('Failed', name);
  world.pass(10_000, name);
  await eventually(() => world.pods().find((p) => p.metadata?.deletionTimestamp), 'the pod deleted');
});

test('no node with KVM: the VMI says which node lacks what, and what to set', async () => {
  await using world = new TryWorld(worker, fresh());
  const pod = await world.pod();
  const compute = { name: 'compute', image: 'i', resources: { limits: { 'devices.kubevirt.io/kvm': '1' } } };
  world.client.put({ ...pod, spec: { ...pod.spec, containers: [compute] } });
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message: '0/1 nodes are available.',
  };
  world.setPod(pod, { phase: 'Pending', conditions: [condition] });
  const told = await eventually(() => world.vmi(name)?.status?.conditions?.find((c) => c.type === 'PodScheduled'));
  assert.match(told.message ?? '', /No node offers KVM \(node01: it has no \/dev\/kvm\); .*useEmulation: true/);
});
