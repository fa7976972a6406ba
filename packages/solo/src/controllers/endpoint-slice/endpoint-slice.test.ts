// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyMergePatch, type EndpointSlice, type Pod, resources, type Service } from '@kubevirt-ts/kube';
import { eventually, node, pod, type Some } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { backends, type Endpoint } from './backends.ts';
import { endpointsOf } from './endpoints.ts';
import { endpointSliceController } from './index.ts';
import { planSlices, type SliceOwner } from './slices.ts';

const labels = { app: 'web' };
const service = (fields: Some<Service> = {}): Service =>
  applyMergePatch(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default', uid: 'svc', labels: { team: 'a' } },
      spec: {
        selector: labels,
        clusterIP: '10.43.0.9',
        ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
      },
    },
    fields,
  ) as Service;
const backend = (name: string, podIP: string, o: { ready?: boolean; port?: number; going?: boolean } = {}): Pod =>
  pod({
    metadata: { name, uid: name, labels, ...(o.going && { deletionTimestamp: '2026-01-01T00:00:00Z' }) },
    spec: { nodeName: 'node01', containers: [{ name: 'a', ports: [{ name: 'http', containerPort: o.port ?? 8080 }] }] },
    status: { phase: 'Running', podIP, conditions: [{ type: 'Ready', status: o.ready === false ? 'False' : 'True' }] },
  });
const zoned = () => node({ metadata: { labels: { 'topology.kubernetes.io/zone': 'z1' } } });

test('an endpoint tells where its pod is and how it does', () => {
  const [found] = backends(service(), [backend('a', '10.42.0.2', { going: true })], zoned);
  assert.deepEqual(found?.endpoint, {
    addresses: ['10.42.0.2'],
    conditions: { ready: false, serving: true, terminating: true },
    targetRef: { kind: 'Pod', namespace: 'default', name: 'a', uid: 'a' },
    nodeName: 'node01',
    zone: 'z1',
  });
  assert.deepEqual(found?.ports, [{ name: 'http', port: 8080, protocol: 'TCP' }]);
});

test('ended pods and pods without an address are left out; unready ones may be published', () => {
  const ended = { ...backend('b', '10.42.0.3'), status: { phase: 'Succeeded', podIP: '10.42.0.3' } };
  const pods = [backend('a', ''), ended, backend('c', '10.42.0.4', { ready: false })];
  const ready = (of: Service) => backends(of, pods, zoned).map(({ endpoint }) => endpoint.conditions?.ready);
  assert.deepEqual(ready(service()), [false]);
  assert.deepEqual(ready(service({ spec: { publishNotReadyAddresses: true } })), [true]);
});

test('Endpoints tell ready and unready addresses by port, without those that go', () => {
  const pods = [
    backend('b', '10.42.0.3'),
    backend('a', '10.42.0.2'),
    backend('c', '10.42.0.4', { ready: false }),
    backend('d', '10.42.0.5', { port: 9090 }),
    backend('e', '10.42.0.6', { going: true }),
  ];
  const made = endpointsOf(service(), backends(service(), pods, zoned), undefined);
  assert.deepEqual(made.metadata?.labels, { team: 'a', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' });
  const ips = made.subsets?.map(({ addresses, notReadyAddresses, ports }) => [
    addresses?.map(({ ip }) => ip),
    notReadyAddresses?.map(({ ip }) => ip),
    ports?.map(({ port }) => port),
  ]);
  assert.deepEqual(ips, [
    [['10.42.0.2', '10.42.0.3'], ['10.42.0.4'], [8080]],
    [['10.42.0.5'], undefined, [9090]],
  ]);
});

const owner: SliceOwner = { owner: service(), service: 'web', manager: 'm', labels: {}, perSlice: 2 };
const endpoint = (name: string, ready = true): Endpoint => ({
  addresses: [`ip-${name}`],
  conditions: { ready },
  targetRef: { kind: 'Pod', name, uid: name },
});
const group = (...names: string[]) => ({
  addressType: 'IPv4',
  ports: [],
  endpoints: names.map((name) => endpoint(name)),
});
const stored = (slice: EndpointSlice, name: string): EndpointSlice => ({
  ...slice,
  metadata: { ...slice.metadata, name },
});

test('slices are filled, kept where they are, and removed when they are empty', () => {
  const first = planSlices(owner, [], [group('a', 'b', 'c')]);
  assert.deepEqual(
    first.create.map(({ endpoints }) => endpoints?.length),
    [2, 1],
  );
  const slices = first.create.map((slice, at) => stored(slice, `web-${at}`));
  assert.deepEqual(planSlices(owner, slices, [group('a', 'b', 'c')]), { create: [], update: [], delete: [] });
  const more = planSlices(owner, slices, [group('a', 'b', 'c', 'd')]);
  assert.deepEqual(
    more.update.map(({ metadata }) => metadata?.name),
    ['web-1'],
  );
  const fewer = planSlices(owner, slices, [group('a', 'b')]);
  assert.deepEqual([fewer.update.length, fewer.delete.map(({ metadata }) => metadata?.name)], [0, ['web-1']]);
  const none = planSlices(owner, slices, [group()]);
  assert.deepEqual([none.update.length, none.delete.length], [1, 1]);
});

test('a service gets Endpoints and slices that follow its pods', async () => {
  await using it = new ControllerWorld([zoned()]);
  it.run(endpointSliceController);
  it.client.put(service());
  const slice = () => it.client.all(resources.endpointSlices)[0];
  await eventually(() => slice()?.endpoints?.length === 0);
  it.client.put(backend('a', '10.42.0.2'));
  await eventually(() =>
    it.client.all(resources.endpointSlices).find(({ endpoints }) => endpoints?.[0]?.conditions?.ready),
  );
  await eventually(() => it.client.all(resources.endpointSlices).length === 1);
  assert.equal(slice()?.metadata?.labels?.['kubernetes.io/service-name'], 'web');
  assert.equal(
    slice()?.metadata?.labels?.['endpointslice.kubernetes.io/managed-by'],
    'endpointslice-controller.k8s.io',
  );
  assert.match(slice()?.metadata?.name ?? '', /^web-/);
  const endpoints = () => it.client.all(resources.endpoints)[0];
  await eventually(() => endpoints()?.subsets?.[0]?.addresses?.[0]?.ip === '10.42.0.2');
  it.client.put(backend('a', '10.42.0.2', { ready: false }));
  await eventually(() => endpoints()?.subsets?.[0]?.notReadyAddresses?.length === 1);
  await it.client.delete(resources.services, { namespace: 'default', name: 'web' });
  await eventually(() => !endpoints() && !slice());
});

test('Endpoints without a service are somebody else’s, those of a service that is gone go too', async () => {
  await using it = new ControllerWorld();
  it.run(endpointSliceController);
  const subsets = [{ addresses: [{ ip: '192.0.2.1' }], ports: [{ port: 80 }] }];
  const mine = (name: string) =>
    ({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name, namespace: 'default' }, subsets }) as object;
  it.client.put(service({ spec: { selector: null } }));
  it.client.put(mine('lock'));
  it.client.put(mine('web'));
  await eventually(() => it.client.all(resources.endpointSlices).length === 1);
  const names = () => it.client.all(resources.endpoints).map(({ metadata }) => metadata?.name);
  await it.client.delete(resources.services, { namespace: 'default', name: 'web' });
  await eventually(() => !names().includes('web'));
  assert.deepEqual(names(), ['lock']);
});

test('Endpoints that somebody else writes are mirrored for a service without selector', async () => {
  await using it = new ControllerWorld();
  it.run(endpointSliceController);
  it.client.put(service({ spec: { selector: null } }));
  const metadata = { name: 'web', namespace: 'default', uid: 'ep' };
  const subsets = [
    { addresses: [{ ip: '192.0.2.1' }], notReadyAddresses: [{ ip: '192.0.2.2' }], ports: [{ port: 5432 }] },
  ];
  it.client.put({ apiVersion: 'v1', kind: 'Endpoints', metadata, subsets } as object);
  const made = await eventually(() => it.client.all(resources.endpointSlices)[0]);
  assert.equal(
    made.metadata?.labels?.['endpointslice.kubernetes.io/managed-by'],
    'endpointslicemirroring-controller.k8s.io',
  );
  assert.deepEqual(
    made.endpoints?.map(({ addresses, conditions }) => [addresses[0], conditions?.ready]),
    [
      ['192.0.2.1', true],
      ['192.0.2.2', false],
    ],
  );
  assert.deepEqual(made.ports, [{ name: '', port: 5432, protocol: 'TCP' }]);
  const skipped = { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } };
  it.client.put({ apiVersion: 'v1', kind: 'Endpoints', metadata: skipped, subsets } as object);
  await eventually(() => it.client.all(resources.endpointSlices).length === 0);
});
