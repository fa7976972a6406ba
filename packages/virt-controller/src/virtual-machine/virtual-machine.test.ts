// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachine } from '@kubevirt-ts/api';
import { findCondition, resources } from '@kubevirt-ts/kube';
import { apiError, eventually, node, vm, vmi } from '@kubevirt-ts/testkit';
import { TryWorld } from '../../test/try-world.ts';
import { kinds } from '../kinds.ts';

const worker = node();
const ref = { namespace: 'default', name: 'testvm' };
const patch = (world: TryWorld, body: object, subresource?: string) =>
  world.client.patch(kinds.virtualMachines, ref, { type: 'merge', body }, { subresource });
const stopInstance = async (world: TryWorld) => {
  const pod = await eventually(() => world.pods().find((p) => p.metadata?.deletionTimestamp), 'the pod being deleted');
  world.report('Succeeded');
  await world.end(pod, 'guest-shutdown');
};

test('a VM that runs always gets a VMI of its own, and follows it', async () => {
  await using world = new TryWorld(worker, vm());
  await world.printable('Starting');
  const instance = world.vmi();
  assert.deepEqual(instance?.metadata?.finalizers, ['kubevirt.io/virtualMachineControllerFinalize']);
  assert.equal(instance?.metadata?.ownerReferences?.[0]?.name, 'testvm');
  await world.boot();
  const { status, metadata } = world.vm()!;
  assert.deepEqual([status?.ready, status?.created, status?.runStrategy], [true, true, 'Always']);
  assert.deepEqual([status?.desiredGeneration, status?.observedGeneration], [1, 1]);
  assert.deepEqual(metadata?.finalizers, ['kubevirt.io/virtualMachineControllerFinalize']);
  const revision = world.client.all(resources.controllerRevisions)[0];
  assert.equal(revision?.metadata?.name, `revision-start-vm-${metadata?.uid}-1`);
  assert.equal(revision?.revision, 1);
  assert.equal(world.vmi()?.status?.virtualMachineRevisionName, revision?.metadata?.name);
  assert.equal(
    world.told.find((t) => t.object === 'VirtualMachine/testvm')?.message,
    'Started the virtual machine by creating the new virtual machine instance testvm',
  );
});

test('starting a VM patches VM and VMI twice each, and the pod once', async () => {
  await using world = new TryWorld(
    worker,
    vm({ metadata: { finalizers: ['kubevirt.io/virtualMachineControllerFinalize'] } }),
  );
  await world.boot();
  await world.stop();
  const writes = world.client.writes.map(({ verb, plural, subresource }) =>
    [verb, plural, subresource].filter(Boolean).join(' '),
  );
  assert.deepEqual(writes.sort(), [
    'create controllerrevisions',
    'create pods',
    'create virtualmachineinstances',
    'patch pods status',
    'patch virtualmachineinstances',
    'patch virtualmachineinstances',
    'patch virtualmachines status',
    'patch virtualmachines status',
  ]);
});

test('halting a VM deletes its VMI; starting it again makes another', async () => {
  await using world = new TryWorld(worker, vm());
  const { metadata: first } = await world.boot();
  await patch(world, { spec: { runStrategy: 'Halted' } });
  await world.printable('Stopping');
  await stopInstance(world);
  const stopped = await world.printable('Stopped');
  assert.equal(findCondition(stopped.status?.conditions, 'Ready')?.reason, 'VMINotExists');
  await eventually(() => !world.vmi(), 'the VMI gone');
  await patch(world, { status: { stateChangeRequests: [{ action: 'Start' }] } }, 'status');
  await eventually(() => world.vm()?.spec.runStrategy === 'Always');
  await world.boot();
  assert.notEqual(world.vmi()?.metadata?.uid, first?.uid);
  await eventually(() => !world.vm()?.status?.stateChangeRequests, 'the request done');
  assert.equal(world.client.all(resources.controllerRevisions).length, 1);
});

test('a guest that powers off under Always is followed by another', async () => {
  await using world = new TryWorld(worker, vm());
  const { metadata: first } = await world.boot();
  world.report('Succeeded');
  await world.end(await world.pod());
  await eventually(() => world.vmi() && world.vmi()?.metadata?.uid !== first?.uid, 'another VMI');
});

test('VMIs that never ran are followed by longer and longer waits', async () => {
  await using world = new TryWorld(worker, vm());
  const pod = await world.pod();
  await world.phase('Scheduling');
  await world.end(pod, '', 1);
  const { status } = await world.printable('CrashLoopBackOff');
  assert.equal(status?.startFailure?.consecutiveFailCount, 1);
  assert.equal(status?.startFailure?.retryAfterTimestamp, '2026-01-01T00:00:10Z');
  await eventually(() => !world.vmi(), 'the VMI gone');
  world.clock.advance(11_000);
  await patch(world, { metadata: { annotations: { touched: 'yes' } } });
  await world.boot();
  await eventually(() => !world.vm()?.status?.startFailure, 'the record cleared');
});

test('a VM that runs once leaves what became of it', async () => {
  await using world = new TryWorld(worker, vm({ spec: { runStrategy: 'Once' } }));
  await world.boot();
  world.report('Succeeded');
  await world.printable('Stopped');
  await world.stop();
  assert.equal(world.vmi()?.status?.phase, 'Succeeded');
  assert.equal(world.vmi()?.metadata?.deletionTimestamp, undefined);
});

test('a guest that fails under RerunOnFailure is started again, one that succeeds is not', async () => {
  await using world = new TryWorld(worker, vm({ spec: { runStrategy: 'RerunOnFailure' } }));
  const { metadata: first } = await world.boot();
  world.report('Failed');
  await world.end(await world.pod(), '', 1);
  await eventually(() => world.vmi() && world.vmi()?.metadata?.uid !== first?.uid, 'another VMI');
  await world.boot();
  world.report('Succeeded');
  await world.end(await world.pod());
  await eventually(() => !world.vmi(), 'no VMI');
  await world.printable('Stopped');
});

test('deleting a VM stops it first', async () => {
  await using world = new TryWorld(worker, vm());
  await world.boot();
  await world.client.delete(kinds.virtualMachines, ref);
  await world.printable('Terminating');
  await stopInstance(world);
  await eventually(() => !world.vm() && !world.vmi(), 'both gone');
});

test('a VM deleted without its VMI leaves it alone, and lets it go at its own end', async () => {
  await using world = new TryWorld(worker, vm());
  await world.boot();
  const before = world.vm()!;
  world.client.put({
    ...before,
    metadata: { ...before.metadata, finalizers: [...(before.metadata?.finalizers ?? []), 'orphan'] },
  });
  await world.client.delete(kinds.virtualMachines, ref);
  await eventually(() => world.vm()?.metadata?.finalizers?.length === 1, 'only the orphan finalizer');
  // The garbage collector takes the VMI's owner away, then its own finalizer.
  const orphan = world.vmi()!;
  world.client.put({ ...orphan, metadata: { ...orphan.metadata, ownerReferences: [] } });
  await patch(world, { metadata: { finalizers: [] } });
  await eventually(() => !world.vm(), 'the VM gone');
  assert.equal(world.vmi()?.status?.phase, 'Running');
  assert.equal(world.vmi()?.metadata?.deletionTimestamp, undefined);
  await world.client.delete(kinds.virtualMachineInstances, ref);
  await stopInstance(world);
  await eventually(() => !world.vmi(), 'the VMI gone');
});

test('a VMI that cannot be made is a Failure condition, gone when it can', async () => {
  await using world = new TryWorld(worker);
  const denied = apiError(422, 'Invalid', 'admission webhook denied the request');
  world.client.failNext('create', 'virtualmachineinstances', denied, 2);
  world.client.put(vm({ spec: { runStrategy: 'Once' } }));
  await world.boot();
  const conditions = world.vm()?.status?.conditions;
  assert.equal(findCondition(conditions, 'Failure'), undefined);
  const told = world.told.find(({ reason }) => reason === 'FailedCreate');
  assert.equal(told?.message, 'Error creating virtual machine instance testvm: admission webhook denied the request');
});

test('a VMI of the same name that belongs to nobody is in the way, until it is gone', async () => {
  const other = vmi({ metadata: { name: 'testvm', uid: 'other' }, status: { phase: 'Running' } });
  await using world = new TryWorld(worker, other, vm());
  const failure = await eventually(() => findCondition(world.vm()?.status?.conditions, 'Failure'));
  assert.match(failure.message ?? '', /exists and is not controlled by this virtual machine/);
  await world.client.delete(kinds.virtualMachineInstances, ref);
  await eventually(() => world.vmi() && world.vmi()?.metadata?.uid !== 'other', 'its own VMI');
});

test('a changed template asks for a restart, a changed VM around it only for another generation', async () => {
  await using world = new TryWorld(worker, vm());
  await world.boot();
  await patch(world, { spec: { template: { spec: { domain: { cpu: { cores: 2 } } } } } });
  const asked = await eventually(() => findCondition(world.vm()?.status?.conditions, 'RestartRequired'));
  assert.equal(asked.message, 'a non-live-updatable field was changed in the template spec');
  assert.deepEqual([world.vm()?.status?.desiredGeneration, world.vm()?.status?.observedGeneration], [2, 1]);
  await patch(world, { spec: { template: { spec: { domain: { cpu: null } } } } });
  await eventually(() => !findCondition(world.vm()?.status?.conditions, 'RestartRequired'), 'no restart required');
  await eventually(() => world.vm()?.status?.observedGeneration === 3, 'the generation noted');
  assert.equal(world.vmi()?.metadata?.annotations?.['kubevirt.io/vm-generation'], '3');
});

test('what this version cannot do is a condition, not a silence', async () => {
  await using world = new TryWorld(worker, vm({ spec: { runStrategy: 'WaitAsReceiver' } }));
  const failure = await eventually(() => findCondition(world.vm()?.status?.conditions, 'Failure'));
  assert.match(failure.message ?? '', /WaitAsReceiver needs decentralized live migration/);
  await patch(world, { spec: { runStrategy: 'Always', instancetype: { name: 'u1.small' } } });
  await eventually(() => findCondition(world.vm()?.status?.conditions, 'Failure')?.reason === 'FailedFindInstancetype');
  await patch(world, { spec: { instancetype: null } });
  await world.boot();
});

test('the program may be ended anywhere: nothing is doubled, nothing is lost', async () => {
  const uids = new Set<string | undefined>();
  await using world = new TryWorld(worker, vm());
  for (let round = 0; round < 20; round += 1) {
    for (let turns = 0; turns < round; turns += 1) await Promise.resolve();
    await world.stop();
    for (const { metadata } of world.pods()) uids.add(metadata?.uid);
    world.start();
  }
  await world.boot();
  for (const { metadata } of world.pods()) uids.add(metadata?.uid);
  assert.equal(uids.size, 1);
  const ready: VirtualMachine['status'] = world.vm()?.status;
  assert.equal(ready?.printableStatus, 'Running');
});
