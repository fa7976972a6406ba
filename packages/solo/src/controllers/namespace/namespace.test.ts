// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, type KubeObject, type Namespace, resource, resources } from '@kubevirt-ts/kube';
import { eventually, memoryClient, pod } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { storeOf } from '../../../test/store-of-client.ts';
import type { Discovered } from './discover.ts';
import { discover } from './discover.ts';
import { namespaceController } from './index.ts';

const things = resource<KubeObject>('example.com/v1', 'Thing', 'things', true);
const list = [resources.configMaps, resources.pods, things];

class World extends ControllerWorld {
  failures: Discovered['failures'] = [];

  start() {
    const store = storeOf(this.client, list, this.context.signal);
    const discovered = async () => ({ resources: list, failures: this.failures });
    return this.run((c) => namespaceController({ ...c, store, discover: discovered }));
  }

  get namespace(): Namespace | undefined {
    return this.client.peek(resources.namespaces, { name: 'a' });
  }

  condition(type: string): [string, string | undefined] | undefined {
    const found = this.namespace?.status?.conditions?.find((condition) => condition.type === type);
    return found && [found.status, found.message];
  }
}

// The memory client does not know of finalizers in a spec.
const going: KubeObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'a', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['stands-in/for-spec'] },
  spec: { finalizers: ['kubernetes', 'other'] },
  status: { phase: 'Terminating' },
} as KubeObject;

function inNamespace(r: { apiVersion: string; kind: string }, name: string, metadata: KubeObject['metadata'] = {}) {
  return {
    apiVersion: r.apiVersion,
    kind: r.kind,
    metadata: { ...metadata, name, namespace: metadata.namespace ?? 'a' },
  };
}

const finalized = (world: World) => world.namespace?.spec?.finalizers?.join() === 'other';

test('what is in a namespace that goes goes, custom kinds too, and nothing else does', async () => {
  await using world = new World([
    going,
    inNamespace(resources.configMaps, 'x'),
    inNamespace(things, 'y'),
    inNamespace(things, 'z', { namespace: 'b' }),
  ]);
  world.start();
  await eventually(() => finalized(world));
  assert.deepEqual(
    [...world.client.all(resources.configMaps), ...world.client.all(things)].map(({ metadata }) => metadata?.name),
    ['z'],
  );
  assert.equal(world.client.writes.at(-1)?.subresource, 'finalize');
  assert.deepEqual(
    world.namespace?.status?.conditions?.map(({ status }) => status),
    Array(5).fill('False'),
  );
});

test('it says what is left and what keeps it, and goes on when that is gone', async () => {
  await using world = new World([going, inNamespace(things, 'x', { finalizers: ['example.com/f'] })]);
  world.start();
  await eventually(() => world.condition('NamespaceContentRemaining')?.[0] === 'True');
  assert.equal(
    world.condition('NamespaceContentRemaining')?.[1],
    'Some resources are remaining: things.example.com has 1 resource instances',
  );
  assert.deepEqual(world.condition('NamespaceFinalizersRemaining'), [
    'True',
    'Some content in the namespace has finalizers remaining: example.com/f in 1 resource instances',
  ]);
  await world.client.patch(
    things,
    { namespace: 'a', name: 'x' },
    { type: 'merge', body: { metadata: { finalizers: null } } },
  );
  await eventually(() => finalized(world));
});

test('pods go before everything else', async () => {
  const held = {
    ...pod({ metadata: { name: 'p', namespace: 'a' } }),
    metadata: { name: 'p', namespace: 'a', finalizers: ['x/y'] },
  };
  await using world = new World([going, held, inNamespace(resources.configMaps, 'x')]);
  const made = world.start();
  await eventually(
    () => world.condition('NamespaceContentRemaining')?.[1]?.includes('pods. has 1 resource instances') === true,
  );
  assert.equal(world.client.all(resources.configMaps).length, 1);
  await world.client.patch(
    resources.pods,
    { namespace: 'a', name: 'p' },
    { type: 'merge', body: { metadata: { finalizers: null } } },
  );
  made.enqueue('a');
  await eventually(() => finalized(world));
});

test('what cannot be asked or deleted keeps the namespace, and is told', async () => {
  await using world = new World([going, inNamespace(things, 'x')]);
  world.failures = [{ groupVersion: 'ext/v1', reason: 'the server is currently unable to handle the request' }];
  world.client.failNext('delete', 'things', new Error('no'), 9);
  const made = world.start();
  await eventually(() => world.condition('NamespaceDeletionDiscoveryFailure')?.[0] === 'True');
  assert.deepEqual(
    world.condition('NamespaceDeletionDiscoveryFailure')?.[1],
    'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: ext/v1: the server is currently unable to handle the request',
  );
  assert.deepEqual(
    world.condition('NamespaceDeletionContentFailure')?.[1],
    'Failed to delete all resource types, 1 remaining: no',
  );
  world.failures = [];
  await eventually(() => {
    made.enqueue('a');
    return finalized(world);
  });
});

test('discovery asks each group in its preferred version and takes what can be listed and deleted', async () => {
  const verbs = ['list', 'delete'];
  const answers: Record<string, object> = {
    '/apis': {
      groups: [{ preferredVersion: { groupVersion: 'g/v2' } }, { preferredVersion: { groupVersion: 'down/v1' } }],
    },
    '/api/v1': {
      resources: [
        { name: 'pods', kind: 'Pod', namespaced: true, verbs },
        { name: 'pods/status', kind: 'Pod', namespaced: true, verbs },
        { name: 'nodes', kind: 'Node', namespaced: false, verbs },
        { name: 'bindings', kind: 'Binding', namespaced: true, verbs: ['create'] },
      ],
    },
    '/apis/g/v2': { resources: [{ name: 'things', kind: 'Thing', namespaced: true, verbs }] },
  };
  const client = memoryClient([], {
    raw(_, path) {
      const answer = answers[path];
      if (answer) return answer;
      throw new ApiError({ code: 503, message: 'down' });
    },
  });
  const found = await discover(client);
  assert.deepEqual(
    found.resources.map(({ apiVersion, plural }) => `${apiVersion} ${plural}`),
    ['v1 pods', 'g/v2 things'],
  );
  assert.deepEqual(found.failures, [{ groupVersion: 'down/v1', reason: 'down' }]);
});
