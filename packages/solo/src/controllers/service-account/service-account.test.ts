// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KubeObject, resources } from '@kubevirt-ts/kube';
import { eventually } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { serviceAccountController } from './index.ts';

const namespace = (name: string, metadata: KubeObject['metadata'] = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { ...metadata, name },
});

test('each namespace has its default account, also after somebody deleted it', async () => {
  await using world = new ControllerWorld([namespace('a')]);
  world.run(serviceAccountController);
  const ref = { namespace: 'a', name: 'default' };
  await eventually(() => world.client.peek(resources.serviceAccounts, ref) !== undefined);
  const { uid } = world.client.peek(resources.serviceAccounts, ref)?.metadata ?? {};
  await world.client.delete(resources.serviceAccounts, ref);
  await eventually(() => (world.client.peek(resources.serviceAccounts, ref)?.metadata?.uid ?? uid) !== uid);
  world.client.put(namespace('b'));
  await eventually(() => world.client.all(resources.serviceAccounts).length === 2);
});

test('a namespace that is going gets none', async () => {
  const going = namespace('a', { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x/y'] });
  await using world = new ControllerWorld([going, namespace('b')]);
  world.run(serviceAccountController);
  await eventually(() => world.client.all(resources.serviceAccounts).length === 1);
  assert.equal(world.client.all(resources.serviceAccounts)[0]?.metadata?.namespace, 'b');
});
