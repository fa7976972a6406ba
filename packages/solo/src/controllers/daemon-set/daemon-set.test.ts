// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyMergePatch, controllerReference, type DaemonSet, type Pod, resources } from '@kubevirt-ts/kube';
import { eventually, node, pod, type Some } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { daemonPod, eligibility, nodeOf } from './daemon-pod.ts';
import { type DaemonSetWorld, manage, statusOf, update } from './decide.ts';
import { daemonSetController } from './index.ts';

const now = new Date('2026-01-01T00:01:00Z');
const labels = { app: 'agent' };
const daemonSet = (fields: Some<DaemonSet> = {}): DaemonSet =>
  applyMergePatch(
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'agent', namespace: 'default', uid: 'ds', generation: 2 },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a' }] } },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      },
    },
    fields,
  ) as DaemonSet;
const on = (nodeName: string, name: string, o: { revision?: string; ready?: boolean; phase?: string } = {}): Pod =>
  pod({
    metadata: {
      name,
      uid: name,
      labels: { ...labels, 'controller-revision-hash': o.revision ?? 'new' },
      ownerReferences: [controllerReference(daemonSet())],
    },
    spec: { nodeName },
    status: {
      phase: o.phase ?? 'Running',
      conditions: [
        { type: 'Ready', status: o.ready === false ? 'False' : 'True', lastTransitionTime: '2026-01-01T00:00:00Z' },
      ],
    },
  });
const machine = (name: string, fields: Parameters<typeof node>[0] = {}) =>
  node({ ...fields, metadata: { name, ...fields.metadata } });
const world = (
  pods: Pod[],
  fields: Some<DaemonSet> = {},
  nodes = ['a', 'b', 'c'].map((name) => machine(name)),
): DaemonSetWorld => ({
  daemonSet: daemonSet(fields),
  nodes,
  pods,
  revision: 'new',
  now,
});
const names = (pods: Pod[]) => pods.map(({ metadata }) => metadata?.name);

test('every node without a pod gets one, every node with two loses the younger', () => {
  const young = on('a', 'young');
  young.metadata = { ...young.metadata, creationTimestamp: '2026-01-01T00:00:30Z' };
  const step = manage(world([on('a', 'old'), young]));
  assert.deepEqual(step.create, ['b', 'c']);
  assert.deepEqual(names(step.delete), ['young']);
});

test('ended pods and pods of nodes that vanished go; a going pod keeps its place', () => {
  const going = on('b', 'going');
  going.metadata = { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:30Z' };
  const waiting = daemonPod(daemonSet(), 'gone', 'new');
  waiting.metadata = { ...waiting.metadata, name: 'waiting' };
  const step = manage(world([on('a', 'failed', { phase: 'Failed' }), going, on('c', 'fine'), waiting]));
  assert.deepEqual(step.create, []);
  assert.deepEqual(names(step.delete), ['failed', 'waiting']);
  assert.deepEqual(names(step.ended), ['failed']);
});

test('selectors keep pods off, taints keep new ones off, NoExecute drives those there out', () => {
  const tainted = (effect: string) => machine('a', { spec: { taints: [{ key: 'x', effect }] } });
  assert.deepEqual(eligibility(daemonSet(), tainted('NoSchedule')), { shouldRun: false, mayStay: true });
  assert.deepEqual(eligibility(daemonSet(), tainted('NoExecute')), { shouldRun: false, mayStay: false });
  const cordoned = machine('a', {
    spec: { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] },
  });
  assert.deepEqual(eligibility(daemonSet(), cordoned), { shouldRun: true, mayStay: true });
  const selecting = daemonSet({ spec: { template: { spec: { nodeSelector: { disk: 'ssd' } } } } });
  assert.deepEqual(eligibility(selecting, machine('a')), { shouldRun: false, mayStay: false });
});

test('a pod is made for its node, and tolerates what happens to nodes', () => {
  const made = daemonPod(daemonSet(), 'b', 'hash');
  assert.equal(nodeOf(made), 'b');
  assert.equal(made.spec?.nodeName, undefined);
  assert.equal(made.metadata?.labels?.['controller-revision-hash'], 'hash');
  assert.equal(made.metadata?.generateName, 'agent-');
  assert.deepEqual(
    made.spec?.tolerations?.map(({ key, effect }) => `${key?.split('/')[1]}:${effect}`),
    [
      'not-ready:NoExecute',
      'unreachable:NoExecute',
      'disk-pressure:NoSchedule',
      'memory-pressure:NoSchedule',
      'pid-pressure:NoSchedule',
      'unschedulable:NoSchedule',
    ],
  );
});

test('an update replaces as many as may be missing, broken ones first and all', () => {
  const old = { revision: 'old' };
  const pods = [on('a', 'a', old), on('b', 'b', old), on('c', 'c', old)];
  assert.deepEqual(names(update(world(pods)).delete), ['a']);
  const half = { spec: { updateStrategy: { rollingUpdate: { maxUnavailable: '50%' } } } };
  assert.deepEqual(names(update(world(pods, half)).delete), ['a', 'b']);
  const broken = [on('a', 'a', { ...old, ready: false }), on('b', 'b', old), on('c', 'c', old)];
  assert.deepEqual(names(update(world(broken)).delete), ['a']);
  assert.deepEqual(update(world(pods, { spec: { updateStrategy: { type: 'OnDelete' } } })).delete, []);
  const starting = [on('a', 'a', { ready: false }), on('b', 'b', old), on('c', 'c', old)];
  assert.deepEqual(update(world(starting)).delete, []);
});

test('with surge the new pod comes first and the old one goes when it is available', () => {
  const surge = { spec: { updateStrategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } } };
  const old = { revision: 'old' };
  const before = [on('a', 'a', old), on('b', 'b', old), on('c', 'c', old)];
  assert.deepEqual(update(world(before, surge)), { create: ['a'], delete: [], ended: [] });
  assert.deepEqual(manage(world(before, surge)).delete, []);
  const during = [...before, on('a', 'a2', { ready: false })];
  assert.deepEqual(update(world(during, surge)), { create: [], delete: [], ended: [] });
  assert.deepEqual(manage(world(during, surge)).delete, []);
  const after = [...before, on('a', 'a2')];
  assert.deepEqual(names(update(world(after, surge)).delete), ['a']);
});

test('the status tells nodes, not pods', () => {
  const nodes = [machine('a'), machine('b'), machine('c', { spec: { taints: [{ key: 'x', effect: 'NoSchedule' }] } })];
  assert.deepEqual(
    statusOf(world([on('a', 'a'), on('b', 'b', { revision: 'old', ready: false }), on('c', 'c')], {}, nodes)),
    {
      currentNumberScheduled: 2,
      numberMisscheduled: 1,
      desiredNumberScheduled: 2,
      numberReady: 1,
      observedGeneration: 2,
      updatedNumberScheduled: 1,
      numberAvailable: 1,
      numberUnavailable: 1,
    },
  );
});

test('a DaemonSet makes its revision and its pods, and on another template a second revision', async () => {
  await using it = new ControllerWorld([machine('a'), machine('b')]);
  it.run(daemonSetController);
  it.client.put(daemonSet());
  const read = () => it.client.peek(resources.daemonSets, { namespace: 'default', name: 'agent' })!;
  await eventually(() => it.client.all(resources.pods).length === 2);
  await eventually(() => read().status?.desiredNumberScheduled === 2);
  const [first] = it.client.all(resources.controllerRevisions);
  assert.equal(first?.revision, 1);
  const { template } = daemonSet().spec!;
  assert.deepEqual(first?.data, { spec: { template: { ...template, $patch: 'replace' } } });
  assert.equal(first?.metadata?.name, `agent-${first?.metadata?.labels?.['controller-revision-hash']}`);

  const changed = (image: string) => ({
    ...read(),
    spec: { ...read().spec!, template: { ...template, spec: { containers: [{ name: 'a', image }] } } },
  });
  it.client.put(changed('a:2'));
  await eventually(() => it.client.all(resources.controllerRevisions).length === 2);
  it.client.put(changed('a'));
  const revisionOf = () =>
    it.client.peek(resources.controllerRevisions, { namespace: 'default', name: first?.metadata?.name ?? '' });
  await eventually(() => revisionOf()?.revision === 3);
});

test('a node that comes gets its pod', async () => {
  await using it = new ControllerWorld();
  it.run(daemonSetController);
  it.client.put(daemonSet());
  await eventually(() => it.client.all(resources.daemonSets)[0]?.status);
  it.client.put(machine('late'));
  await eventually(() => nodeOf(it.client.all(resources.pods)[0] ?? {}) === 'late');
});
