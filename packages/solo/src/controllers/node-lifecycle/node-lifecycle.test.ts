// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyMergePatch, findCondition, type Lease, type Node, type Pod, resources } from '@kubevirt-ts/kube';
import { eventually, node, pod, type Some } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { hear, lostInMs, taintsOf, unknownConditions } from './decide.ts';
import { nodeHealthController } from './node-health.ts';
import { removals } from './pod-gc.ts';
import { staysMs, taintEvictionController } from './taint-eviction.ts';

const now = new Date('2026-01-01T00:00:00Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const lease = (renewTime: string): Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'node01', namespace: 'kube-node-lease' },
  spec: { holderIdentity: 'node01', leaseDurationSeconds: 40, renewTime },
});
const keys = (of: Node) => taintsOf(of, now).map(({ key, effect }) => `${key.split('/')[1]}:${effect}`);

test('a node is lost when neither its lease nor its status moved for 40 seconds', () => {
  const first = hear(node(), lease('a'), undefined, now);
  assert.equal(lostInMs(first, at(30)), 10_000);
  assert.equal(lostInMs(hear(node(), lease('a'), first, at(40)), at(40)), 0);
  assert.equal(lostInMs(hear(node(), lease('b'), first, at(39)), at(41)), 38_000);
});

test('the conditions of a lost node are unknown, and those it never had too', () => {
  const conditions = unknownConditions(node(), now);
  assert.deepEqual(
    conditions.map(({ type, status, reason, message }) => [type, status, reason, message]),
    [
      ['Ready', 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.'],
      ['MemoryPressure', 'Unknown', 'NodeStatusNeverUpdated', 'Kubelet never posted node status.'],
      ['DiskPressure', 'Unknown', 'NodeStatusNeverUpdated', 'Kubelet never posted node status.'],
      ['PIDPressure', 'Unknown', 'NodeStatusNeverUpdated', 'Kubelet never posted node status.'],
    ],
  );
});

test('taints say what conditions say, and go with them; those of others stay', () => {
  const ready = (status: string, fields: Some<Node> = {}) =>
    applyMergePatch(node({ status: { conditions: [{ type: 'Ready', status }] } }), fields) as Node;
  assert.deepEqual(keys(ready('True')), []);
  assert.deepEqual(keys(ready('False')), ['not-ready:NoSchedule', 'not-ready:NoExecute']);
  assert.deepEqual(keys(ready('Unknown')), ['unreachable:NoSchedule', 'unreachable:NoExecute']);
  assert.deepEqual(keys(ready('True', { spec: { unschedulable: true } })), ['unschedulable:NoSchedule']);
  const taints = [
    { key: 'mine/own', effect: 'NoSchedule' },
    { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute', timeAdded: 'before' },
  ];
  assert.deepEqual(keys(ready('True', { spec: { taints } })), ['own:NoSchedule']);
  assert.equal(taintsOf(ready('False', { spec: { taints } }), now)[1]?.timeAdded, 'before');
});

test('a pod stays on a tainted node as long as it tolerates all that drives it out', () => {
  const taints = [{ key: 'a', effect: 'NoExecute', timeAdded: '2026-01-01T00:00:00Z' }];
  const tolerating = (tolerationSeconds?: number) =>
    pod({
      spec: {
        tolerations: [{ key: 'a', operator: 'Exists', ...(tolerationSeconds !== undefined && { tolerationSeconds }) }],
      },
    });
  assert.equal(staysMs(pod(), taints, now), 0);
  assert.equal(staysMs(tolerating(), taints, now), undefined);
  assert.equal(staysMs(tolerating(300), taints, at(100)), 200_000);
  assert.equal(staysMs(tolerating(300), [...taints, { key: 'b', effect: 'NoExecute' }], now), 0);
  assert.equal(staysMs(pod(), [{ key: 'a', effect: 'NoSchedule' }], now), undefined);
});

test('pods of vanished nodes go after a while, and those deleted before they had a node at once', () => {
  const on = (name: string, nodeName?: string, fields: Some<Pod> = {}) =>
    pod({
      ...fields,
      metadata: { name, uid: name, ...fields.metadata },
      spec: nodeName ? { nodeName } : {},
    } as Some<Pod>);
  const pods = [
    on('here', 'node01'),
    on('lost', 'gone'),
    on('never', undefined, { metadata: { deletionTimestamp: 'x' } }),
  ];
  const missingSinceMs = new Map<string, number>();
  const world = (time: Date) => ({
    pods,
    hasNode: (name: string) => name === 'node01',
    isOutOfService: () => false,
    missingSinceMs,
    now: time,
  });
  const names = (time: Date) => removals(world(time)).map((removal) => removal.pod.metadata?.name);
  assert.deepEqual(names(now), ['never']);
  assert.deepEqual(names(at(40)), ['lost', 'never']);
});

test('a silent node becomes unknown and unreachable, its pods not ready; heard again, the taints go', async () => {
  await using it = new ControllerWorld();
  const running = it.run(nodeHealthController);
  it.client.put(node());
  it.client.put(
    pod({
      spec: { nodeName: 'node01' },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    }),
  );
  it.client.put(lease('1'));
  const read = () => it.client.peek(resources.nodes, { name: 'node01' })!;
  await it.context.cache(resources.pods).synced();
  running.enqueue('node01');
  await eventually(() => it.context.cache(resources.leases).list().length === 1);
  it.clock.advance(41_000);
  running.enqueue('node01');
  await eventually(() => read().spec?.taints?.length === 2);
  assert.equal(findCondition(read().status?.conditions, 'Ready')?.reason, 'NodeStatusUnknown');
  await eventually(() => it.told('NodeNotReady').includes('Node is not ready'));
  assert.equal(findCondition(it.client.all(resources.pods)[0]?.status?.conditions, 'Ready')?.status, 'False');
  it.client.put({ ...read(), status: node().status });
  await eventually(() => !read().spec?.taints);
});

test('a pod that does not tolerate a NoExecute taint is deleted', async () => {
  await using it = new ControllerWorld();
  it.client.put(node({ spec: { taints: [{ key: 'a', effect: 'NoExecute' }] } }));
  it.client.put(pod({ spec: { nodeName: 'node01' } }));
  it.run(taintEvictionController);
  await eventually(() => it.client.all(resources.pods).length === 0);
  assert.deepEqual(it.told('TaintManagerEviction'), ['Marking for deletion Pod default/testpod']);
});
