// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KubeObject, type OwnerReference, resource, resources } from '@kubevirt-ts/kube';
import { eventually } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { kindsOf, storeOf } from '../../../test/store-of-client.ts';
import { garbageCollector } from './index.ts';

const cluster = resource<KubeObject>('example.com/v1', 'Wide', 'wides', false);
const list = [resources.configMaps, resources.secrets, resources.nodes, cluster];
const deletionTimestamp = '2026-01-01T00:00:00Z';

class World extends ControllerWorld {
  start(): void {
    const store = storeOf(this.client, list, this.context.signal);
    this.run((c) => garbageCollector({ ...c, kinds: kindsOf(list), store }));
  }

  has(name: string, r = resources.configMaps as typeof resources.configMaps | typeof cluster): boolean {
    return this.client.peek(r, { ...(r.namespaced && { namespace: 'default' }), name }) !== undefined;
  }
}

function configMap(name: string, metadata: KubeObject['metadata'] = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'default', uid: `uid-${name}`, ...metadata, name },
  };
}

function owner(name: string, more: Partial<OwnerReference> = {}): OwnerReference {
  return { apiVersion: 'v1', kind: 'ConfigMap', name, uid: `uid-${name}`, ...more };
}

test('at the start what has lost all its owners goes, what has one left loses the others', async () => {
  await using world = new World([
    configMap('here'),
    configMap('lost', { ownerReferences: [owner('gone'), owner('gone-too')] }),
    configMap('impostor', { ownerReferences: [owner('here', { uid: 'another' })] }),
    configMap('kept', { ownerReferences: [owner('gone'), owner('here')] }),
    configMap('own', { ownerReferences: [owner('here')] }),
  ]);
  world.start();
  await eventually(() => !world.has('lost') && !world.has('impostor'));
  await eventually(
    () =>
      world.client.peek(resources.configMaps, { namespace: 'default', name: 'kept' })?.metadata?.ownerReferences
        ?.length === 1,
  );
  assert.ok(world.has('own'));
});

test('dependents follow an owner that is deleted, through all generations', async () => {
  await using world = new World([
    configMap('a'),
    configMap('b', { ownerReferences: [owner('a')] }),
    configMap('c', { ownerReferences: [owner('b')] }),
  ]);
  world.start();
  await world.client.delete(resources.configMaps, { namespace: 'default', name: 'a' });
  await eventually(() => !world.has('b') && !world.has('c'));
});

test('one that comes with an owner that never was goes again', async () => {
  await using world = new World();
  world.start();
  await world.client.create(resources.configMaps, configMap('a', { ownerReferences: [owner('never')] }));
  await eventually(() => !world.has('a'));
});

test('an owner that goes in the foreground waits for those who block it, and only for them', async () => {
  await using world = new World([
    configMap('a', { finalizers: ['foregroundDeletion'], deletionTimestamp }),
    configMap('blocks', { finalizers: ['x/y'], ownerReferences: [owner('a', { blockOwnerDeletion: true })] }),
    configMap('not', { finalizers: ['x/y'], ownerReferences: [owner('a')] }),
  ]);
  world.start();
  const meta = (name: string) => world.client.peek(resources.configMaps, { namespace: 'default', name })?.metadata;
  await eventually(
    () => meta('blocks')?.deletionTimestamp !== undefined && meta('not')?.deletionTimestamp !== undefined,
  );
  assert.ok(world.has('a'));
  await world.client.patch(
    resources.configMaps,
    { namespace: 'default', name: 'blocks' },
    { type: 'merge', body: { metadata: { finalizers: null } } },
  );
  await eventually(() => !world.has('blocks') && !world.has('a'));
  assert.ok(world.has('not'));
});

test('an owner that orphans lets its dependents go before it goes', async () => {
  await using world = new World([
    configMap('a', { finalizers: ['orphan'], deletionTimestamp }),
    configMap('b', { ownerReferences: [owner('a', { blockOwnerDeletion: true })] }),
  ]);
  world.start();
  await eventually(() => !world.has('a'));
  assert.deepEqual(
    world.client.peek(resources.configMaps, { namespace: 'default', name: 'b' })?.metadata?.ownerReferences,
    [],
  );
});

test('an owner in another namespace is no owner, and an event says so', async () => {
  await using world = new World([
    configMap('a', { namespace: 'other' }),
    configMap('b', { ownerReferences: [owner('a')] }),
  ]);
  world.start();
  await eventually(() => !world.has('b'));
  assert.deepEqual(world.told('OwnerRefInvalidNamespace'), [
    'ownerRef [v1/ConfigMap, namespace: default, name: a, uid: uid-a] does not exist in namespace "default"',
  ]);
});

test('what has no namespace but names an owner in one stays, and so does what names a kind nobody knows', async () => {
  await using world = new World([
    configMap('a'),
    { apiVersion: 'example.com/v1', kind: 'Wide', metadata: { name: 'w', ownerReferences: [owner('a')] } },
    configMap('unknown', { ownerReferences: [owner('x', { apiVersion: 'none/v1', kind: 'None' })] }),
    configMap('last', { ownerReferences: [owner('gone')] }),
  ]);
  world.start();
  await eventually(() => !world.has('last') && world.told('OwnerRefInvalidNamespace').length === 1);
  assert.ok(world.has('w', cluster) && world.has('unknown'));
});

test('a circle of objects that all go in the foreground is broken', async () => {
  await using world = new World([
    configMap('a', {
      finalizers: ['foregroundDeletion'],
      deletionTimestamp,
      ownerReferences: [owner('b', { blockOwnerDeletion: true })],
    }),
    configMap('b', { ownerReferences: [owner('a', { blockOwnerDeletion: true })] }),
  ]);
  world.start();
  await eventually(() => !world.has('a') && !world.has('b'));
});
