// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resources } from '@kubevirt-ts/kube';
import { eventually, type MemoryClient, memoryClient, pod, vmi } from '@kubevirt-ts/testkit';
import { fakeQemu } from '../../test/fake-qemu.ts';
import { inPhase, nodeInMemory, setContainerState } from '../../test/node-in-memory.ts';
import { vmiResource } from '../cluster.ts';

/** A scheduled VMI with its pod on node01, which holds slot 0. */
async function scheduled() {
  const client: MemoryClient = memoryClient();
  const launcherUid = client.put(pod({ spec: { nodeName: 'node01' } })).metadata?.uid ?? '';
  const activePods = { [launcherUid]: 'node01' };
  const uid = client.put(vmi({ status: { phase: 'Scheduled', nodeName: 'node01', activePods } })).metadata?.uid;
  const reference = {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachineInstance',
    name: 'testvmi',
    uid,
    controller: true,
  };
  const body = { metadata: { ownerReferences: [reference] } };
  await client.patch(resources.pods, { namespace: 'default', name: 'testpod' }, { type: 'merge', body });
  await setContainerState(client, { running: {} });
  const node = await nodeInMemory(client);
  node.holders.push({ namespace: 'default', pod: 'testpod', container: 'compute', deviceId: '0' });
  return { client, node };
}

const vmiWrites = ({ writes }: MemoryClient): number =>
  writes.filter(({ plural }) => plural === vmiResource.plural).length;

test('a VMI runs by one write and ends by another, though its guest powered off between two virt-handlers', async () => {
  const { client, node } = await scheduled();
  const first = await node.startHandler();
  await first.slots.allocate(['0']);
  await first.register.refresh();
  const qemu = await fakeQemu(node.path('0'));
  await inPhase(client, 'Running');
  await eventually(() => first.told.length === 2);
  assert.equal(vmiWrites(client), 1);
  await first.stop();
  await eventually(() => qemu.monitor.destroyed, 'the cut connection');
  assert.equal(client.peek(vmiResource, { namespace: 'default', name: 'testvmi' })?.status?.phase, 'Running');

  const second = await node.startHandler();
  await second.register.refresh();
  const again = await fakeQemu(node.path('0'), 'shutdown');
  await inPhase(client, 'Succeeded');
  await eventually(() => again.commands.includes('quit'), 'the end of QEMU');
  assert.deepEqual(second.told, ['Stopped: The VirtualMachineInstance was shut down.']);
  assert.equal(vmiWrites(client), 2);
  again.close();
  await second.stop();
  await node.end();
});

test('QEMU is not told to end before its outcome is written', async () => {
  const { client, node } = await scheduled();
  const handler = await node.startHandler();
  await handler.slots.allocate(['0']);
  client.failNext('patch', vmiResource.plural, new Error('the API server is away'), 5);
  const qemu = await fakeQemu(node.path('0'), 'shutdown');
  await handler.register.refresh();
  await inPhase(client, 'Succeeded');
  assert.equal(vmiWrites(client), 6);
  await eventually(() => qemu.commands.length > 0, 'a command');
  assert.deepEqual(qemu.commands, ['quit']);
  qemu.close();
  await handler.stop();
  await node.end();
});

test('a QEMU that dies with its container has failed; while the container runs it is waited for', async () => {
  const { client, node } = await scheduled();
  const handler = await node.startHandler();
  await handler.slots.allocate(['0']);
  await handler.register.refresh();
  const qemu = await fakeQemu(node.path('0'));
  await inPhase(client, 'Running');
  qemu.close();
  await eventually(() => handler.slots.get('0')?.machine.state.connected === false, 'the ended connection');
  const back = await fakeQemu(node.path('0'));
  await eventually(() => handler.slots.get('0')?.machine.state.connected, 'the new connection');
  assert.equal((await inPhase(client, 'Running')).status?.phase, 'Running');

  await setContainerState(client, { terminated: { exitCode: 137 } });
  back.close();
  await inPhase(client, 'Failed');
  await eventually(() => handler.told.includes('Stopped: The VirtualMachineInstance crashed.'), 'the event');
  await handler.stop();
  await node.end();
});

test('CVE-2025-64435: a machine at a slot whose pod is not the VMI’s own changes nothing', async () => {
  const { client, node } = await scheduled();
  const own = client.peek(resources.pods, { namespace: 'default', name: 'testpod' })?.metadata?.uid ?? '';
  const body = { status: { activePods: { [own]: null, 'another-uid': 'node01' } } };
  await client.patch(vmiResource, { namespace: 'default', name: 'testvmi' }, { type: 'merge', body });
  const before = vmiWrites(client);
  const handler = await node.startHandler();
  await handler.slots.allocate(['0']);
  const qemu = await fakeQemu(node.path('0'), 'shutdown');
  await eventually(() => handler.slots.get('0')?.machine.state.connected, 'the machine');
  await handler.register.refresh();
  assert.equal(handler.register.ownerOf('0'), undefined);
  assert.deepEqual([vmiWrites(client), qemu.commands, handler.told], [before, [], []]);
  qemu.close();
  await handler.stop();
  await node.end();
});
