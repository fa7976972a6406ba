// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, findCondition, type KubeObject, type Pod, type Resource, resources } from '@kubevirt-ts/kube';
import { eventually, node, pod, type Some } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../test/controller-world.ts';
import type { SoloContext } from '../context.ts';
import { startScheduler } from './index.ts';

/** A client that binds pods as the API server does. */
function binding(world: ControllerWorld): SoloContext {
  const { client } = world;
  const create: Client['create'] = async <T extends KubeObject>(r: Resource<T>, object: T, o = {}) => {
    if ((o as { subresource?: string }).subresource !== 'binding') return await client.create(r, object, o);
    const { namespace, name = '' } = object.metadata ?? {};
    const nodeName = (object as { target?: { name?: string } }).target?.name;
    await client.patch(resources.pods, { namespace, name }, { type: 'merge', body: { spec: { nodeName } } });
    return object;
  };
  return { ...world.context, client: { ...client, create } };
}

const gpu = (name: string, fields: Some<Pod> = {}) =>
  pod({
    ...fields,
    metadata: { name, uid: name },
    spec: {
      containers: [{ name: 'a', image: 'a', resources: { requests: { 'vendor.example/gpu': '1' } } }],
      ...fields.spec,
    },
  } as Some<Pod>);
const machine = (name: string, gpus: string) =>
  node({
    metadata: { name },
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '10', 'vendor.example/gpu': gpus } },
  });
const nodeOf = (it: ControllerWorld, name: string) =>
  it.client.peek(resources.pods, { namespace: 'default', name })?.spec?.nodeName;

test('pods get nodes, none gets what another was just given, and the one left over says why', async () => {
  await using it = new ControllerWorld([machine('a', '1'), machine('b', '1')]);
  it.run(() => startScheduler(binding(it)));
  for (const name of ['one', 'two', 'three']) it.client.put(gpu(name));
  await eventually(() => it.told('FailedScheduling').length > 0);
  await eventually(() => it.told('Scheduled').length === 2);
  assert.deepEqual(new Set(['one', 'two', 'three'].map((name) => nodeOf(it, name))), new Set(['a', 'b', undefined]));
  const left = it.client.all(resources.pods).find(({ spec }) => !spec?.nodeName);
  await eventually(() => it.client.all(resources.pods).some(({ status }) => status?.conditions));
  const said = it.client.peek(resources.pods, { namespace: 'default', name: left?.metadata?.name ?? '' });
  const condition = findCondition(said?.status?.conditions, 'PodScheduled');
  assert.deepEqual([condition?.status, condition?.reason], ['False', 'Unschedulable']);
  assert.equal(
    condition?.message,
    '0/2 nodes are available: 2 Insufficient vendor.example/gpu. ' +
      'preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
  );
  assert.match(it.told('Scheduled')[0] ?? '', /^Successfully assigned default\/(one|two|three) to (a|b)$/);
});

test('a waiting pod is placed when its node comes', async () => {
  await using it = new ControllerWorld();
  it.run(() => startScheduler(binding(it)));
  it.client.put(gpu('one'));
  await eventually(() => it.told('FailedScheduling')[0] === 'no nodes available to schedule pods');
  it.clock.advance(2000);
  it.client.put(machine('a', '1'));
  await eventually(() => nodeOf(it, 'one') === 'a');
});

test('gated pods and pods of other schedulers are left alone', async () => {
  await using it = new ControllerWorld([machine('a', '9')]);
  it.run(() => startScheduler(binding(it)));
  it.client.put(gpu('gated', { spec: { schedulingGates: [{ name: 'wait' }] } }));
  it.client.put(gpu('other', { spec: { schedulerName: 'mine' } }));
  it.client.put(gpu('one'));
  await eventually(() => nodeOf(it, 'one') === 'a');
  assert.deepEqual([nodeOf(it, 'gated'), nodeOf(it, 'other')], [undefined, undefined]);
  const gated = it.client.peek(resources.pods, { namespace: 'default', name: 'gated' });
  it.client.put({ ...gated!, spec: { ...gated!.spec!, schedulingGates: [] } });
  await eventually(() => nodeOf(it, 'gated') === 'a');
});

test('a more important pod gets a node cleared for it', async () => {
  await using it = new ControllerWorld([machine('a', '1')]);
  it.run(() => startScheduler(binding(it)));
  it.client.put(gpu('low', { spec: { priority: 1 } }));
  await eventually(() => nodeOf(it, 'low') === 'a');
  it.client.put(gpu('high', { spec: { priority: 9 } }));
  await eventually(() => it.told('Preempted').length === 1);
  assert.deepEqual(it.told('Preempted'), ['Preempted by pod high on node a']);
  await eventually(() => !it.client.peek(resources.pods, { namespace: 'default', name: 'low' }));
  await eventually(() => {
    it.clock.advance(1000);
    it.client.put(machine('b', '0'));
    return nodeOf(it, 'high') === 'a';
  });
});

test('a binding that fails is told and tried again', async () => {
  await using it = new ControllerWorld([machine('a', '1')]);
  it.client.failNext('patch', 'pods', new Error('lost'), 1);
  it.run(() => startScheduler(binding(it)));
  it.client.put(gpu('one'));
  await eventually(() => it.told('FailedScheduling').includes('binding rejected: lost'));
  await eventually(() => {
    it.clock.advance(1000);
    it.client.put(machine('b', '0'));
    return nodeOf(it, 'one') === 'a';
  });
});
