// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ApiError,
  controllerOf,
  findCondition,
  type KubeObject,
  type Pod,
  type Resource,
  resources,
} from '@kubevirt-ts/kube';
import { eventually } from '@kubevirt-ts/testkit';
import { ClusterWorld } from '../../test/cluster-world.ts';

const labels = { app: 'web' };
const template = (image = 'run') => ({
  metadata: { labels },
  spec: { containers: [{ name: 'a', image, resources: { requests: { cpu: '100m' } } }] },
});
const deployment = (replicas: number) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas, selector: { matchLabels: labels }, template: template() },
  }) as KubeObject;
const get = <T extends KubeObject>(it: ClusterWorld, r: Resource<T>, name = 'web') =>
  it.client.find(r, { namespace: 'default', name });
const podsOf = async (it: ClusterWorld): Promise<Pod[]> =>
  (await it.client.list(resources.pods, { namespace: 'default' })).items;

test('through the real API server a Deployment runs, updates, scales and goes with all it made', async () => {
  await using it = await ClusterWorld.start('node1', 'node2');
  await it.apply(deployment(3));
  const isUpdated = (replicas: number) => async () => {
    const found = await get(it, resources.deployments);
    const { status, metadata } = found ?? {};
    return (
      status?.observedGeneration === metadata?.generation &&
      status?.updatedReplicas === replicas &&
      status.availableReplicas === replicas &&
      status.replicas === replicas
    );
  };
  await eventually(isUpdated(3), 'the first rollout');
  const nodes = new Set((await podsOf(it)).map(({ spec }) => spec?.nodeName));
  assert.equal(nodes.size, 2, 'pods are spread');

  const ref = { namespace: 'default', name: 'web' };
  const body = { spec: { template: template('run:2') } };
  await it.client.patch(resources.deployments, ref, { type: 'merge', body });
  await eventually(isUpdated(3), 'the update');
  assert.deepEqual(
    (await podsOf(it)).map(({ spec }) => spec?.containers[0]?.image),
    ['run:2', 'run:2', 'run:2'],
  );
  const sets = (await it.client.list(resources.replicaSets)).items;
  assert.deepEqual(sets.map(({ spec }) => spec?.replicas).sort(), [0, 3]);

  await it.client.patch(resources.deployments, ref, { type: 'merge', body: { spec: { replicas: 1 } } });
  await eventually(isUpdated(1), 'the smaller size');
  await it.client.delete(resources.deployments, ref, { propagationPolicy: 'Background' });
  await eventually(async () => (await podsOf(it)).length === 0, 'the end of all pods');
});

test('through the real API server a DaemonSet has a pod on each node and a Job runs to its end', async () => {
  await using it = await ClusterWorld.start('node1', 'node2');
  const metadata = { name: 'agent' };
  const spec = { selector: { matchLabels: labels }, template: template() };
  await it.apply({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec } as KubeObject);
  await eventually(async () => (await get(it, resources.daemonSets, 'agent'))?.status?.numberAvailable === 2);
  assert.deepEqual((await podsOf(it)).map((pod) => pod.spec?.nodeName).sort(), ['node1', 'node2']);

  const job = (image: string, more: object = {}) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: image },
    spec: { ...more, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image }] } } },
  });
  await it.apply(job('succeed', { completions: 3, completionMode: 'Indexed' }), job('fail', { backoffLimit: 0 }));
  const condition = async (name: string, type: string) =>
    findCondition((await get(it, resources.jobs, name))?.status?.conditions, type)?.status === 'True';
  await eventually(() => condition('succeed', 'Complete'), 'the completion');
  await eventually(() => condition('fail', 'Failed'), 'the failure');
  assert.equal((await get(it, resources.jobs, 'succeed'))?.status?.completedIndexes, '0-2');
  const owned = (await podsOf(it)).filter((pod) => controllerOf(pod)?.kind === 'Job');
  assert.ok(
    owned.every((pod) => !pod.metadata?.finalizers),
    'all pods are let go',
  );
});

test('through the real API server a budget holds evictions back, and a service has its endpoints', async () => {
  await using it = await ClusterWorld.start('node1');
  const budget = { maxUnavailable: 1, selector: { matchLabels: labels } };
  await it.apply(
    deployment(2),
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'web' }, spec: budget } as KubeObject,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { clusterIP: 'None', selector: labels, ports: [{ port: 80 }] },
    } as KubeObject,
  );
  const allowed = async () => (await get(it, resources.podDisruptionBudgets))?.status?.disruptionsAllowed === 1;
  await eventually(allowed, 'the budget');
  const slices = async () => (await it.client.list(resources.endpointSlices, { namespace: 'default' })).items;
  await eventually(
    async () => (await slices())[0]?.endpoints?.filter(({ conditions }) => conditions?.ready).length === 2,
  );

  // A cordoned node keeps the replacement from running.
  const [first, second] = await podsOf(it);
  await it.client.patch(resources.nodes, { name: 'node1' }, { type: 'merge', body: { spec: { unschedulable: true } } });
  const evict = (pod: Pod | undefined) => {
    const { name = '', namespace } = pod?.metadata ?? {};
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
    return it.client.raw('POST', `/api/v1/namespaces/default/pods/${name}/eviction`, body);
  };
  await evict(first);
  await assert.rejects(evict(second), (error) => error instanceof ApiError && error.code === 429);
});

test('through the real API server a pod waits for its volume and its device', async () => {
  await using it = await ClusterWorld.start('node1');
  const using = (name: string) =>
    ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: {
        containers: [{ name: 'a', image: 'run', resources: { limits: { 'example.com/device': '1' } } }],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      },
    }) as KubeObject;
  await it.apply(using('one'));
  const said = async (name: string) =>
    findCondition((await get(it, resources.pods, name))?.status?.conditions, 'PodScheduled')?.message;
  await eventually(async () => (await said('one'))?.includes('persistentvolumeclaim "data" not found'));
  await it.apply(
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'local' },
      provisioner: 'solo.kubevirt-ts.dev/host-path',
      volumeBindingMode: 'WaitForFirstConsumer',
    } as KubeObject,
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { storageClassName: 'local', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
    } as KubeObject,
  );
  await eventually(async () => (await get(it, resources.pods, 'one'))?.status?.phase === 'Running', 'the pod');
  await it.apply(using('two'));
  await eventually(async () =>
    (await said('two'))?.startsWith('0/1 nodes are available: 1 Insufficient example.com/device.'),
  );
  for (const name of ['one', 'two']) await it.client.delete(resources.pods, { namespace: 'default', name });
  await it.client.delete(resources.persistentVolumeClaims, { namespace: 'default', name: 'data' });
  await eventually(
    async () => (await it.client.list(resources.persistentVolumes)).items.length === 0,
    'the volume’s end',
  );
});
