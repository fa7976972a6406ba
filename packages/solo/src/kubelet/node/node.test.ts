// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCondition, type Node, type Pod, resources } from '@kubevirt-ts/kube';
import { clock, eventually, memoryClient, node, pod, quiet, type Some } from '@kubevirt-ts/testkit';
import type { DeviceCount } from '../devices/devices.ts';
import { unfit } from './fits.ts';
import type { Machine } from './machine.ts';
import { keepNode } from './node.ts';

const machine: Machine = {
  cpus: 4,
  memoryBytes: 8 * 2 ** 30,
  storageBytes: 100 * 2 ** 30,
  architecture: 'amd64',
  kernelVersion: '6.1',
  osImage: 'Debian',
  machineId: 'm',
  bootId: 'b',
  containerRuntime: 'crun://1',
  ip: '192.0.2.1',
};

test('a node is registered, lives, and tells of its devices at once', async (t) => {
  const time = clock();
  const client = memoryClient([], { now: time.now });
  const end = new AbortController();
  t.after(() => end.abort());
  const devices = new Map<string, DeviceCount>();
  const images = [{ id: 'sha256:1', tags: ['a:1'], digests: [], sizeBytes: 5, user: '' }];
  const keeper = keepNode({
    client,
    logger: quiet(),
    signal: end.signal,
    facts: async () => ({ name: 'node01', machine, devices, images, port: 10250, version: 'v1.33.0', now: time.now() }),
  });
  await keeper.registered;
  const found = () => client.peek(resources.nodes, { name: 'node01' });
  await eventually(() => client.peek(resources.leases, { namespace: 'kube-node-lease', name: 'node01' }));
  assert.equal(found()?.metadata?.labels?.['kubernetes.io/hostname'], 'node01');
  assert.deepEqual(found()?.status?.capacity, {
    cpu: '4',
    'ephemeral-storage': '104857600Ki',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: '8388608Ki',
    pods: '110',
  });
  assert.equal(found()?.status?.allocatable?.memory, '8286208Ki');
  assert.equal(findCondition(found()?.status?.conditions, 'Ready')?.reason, 'KubeletReady');
  assert.deepEqual(found()?.status?.images, [{ names: ['a:1'], sizeBytes: 5 }]);

  const writes = client.writes.length;
  keeper.changed();
  devices.set('example.com/thing', { capacity: 2, allocatable: 1 });
  keeper.changed();
  await eventually(() => found()?.status?.capacity?.['example.com/thing'] === '2');
  assert.equal(found()?.status?.allocatable?.['example.com/thing'], '1');
  assert.equal(client.writes.length, writes + 1, 'nothing is written that is the same');

  await client.patch(
    resources.nodes,
    { name: 'node01' },
    { type: 'merge', body: { status: { capacity: { 'example.com/other': '7' } } } },
    { subresource: 'status' },
  );
  devices.set('example.com/thing', { capacity: 0, allocatable: 0 });
  keeper.changed();
  await eventually(() => found()?.status?.capacity?.['example.com/thing'] === '0');
  assert.equal(found()?.status?.capacity?.['example.com/other'], '7', 'what another counts is left alone');
  end.abort();
  await keeper.stopped;
});

test('a node refuses what it does not have', () => {
  const its = (fields: Some<Node>) =>
    node({ status: { allocatable: { cpu: '1', memory: '1Gi', pods: '2' } }, ...fields } as Some<Node>);
  const asks = (uid: string, requests: Record<string, string>) =>
    pod({ metadata: { uid }, spec: { containers: [{ name: 'c', resources: { requests } }] } } as Some<Pod>);
  const small = asks('a', { cpu: '600m' });
  assert.equal(unfit(small, its({}), [small]), undefined);
  assert.deepEqual(unfit(asks('b', { cpu: '500m' }), its({}), [small]), {
    reason: 'OutOfcpu',
    message: "Node didn't have enough resource: cpu, requested: 500, used: 600, capacity: 1000",
  });
  assert.equal(unfit(asks('b', { 'example.com/x': '5' }), its({}), []), undefined);
  assert.equal(unfit(asks('c', {}), its({}), [small, asks('d', {})])?.reason, 'OutOfpods');
  const taints = [{ key: 'k', effect: 'NoExecute' }];
  assert.equal(unfit(small, its({ spec: { taints } }), [])?.reason, 'TaintToleration');
});
