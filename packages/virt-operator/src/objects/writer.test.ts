// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '@kubevirt-ts/kube';
import { type ClusterRoleBinding, type Resource, resources } from '@kubevirt-ts/kube';
import { apiError, memoryClient, quiet } from '@kubevirt-ts/testkit';
import { LiveObjects } from './live-objects.ts';
import { Writer } from './writer.ts';

const binding = (role: string): ClusterRoleBinding => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'x' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects: [],
});

const writerOver = (client: ReturnType<typeof memoryClient>): Writer => {
  const live = new LiveObjects(new Map(), () => new Date(0));
  const writable = new Map<string, Resource<KubeObject>>([['ClusterRoleBinding', resources.clusterRoleBindings]]);
  return new Writer({ client, live, resources: writable, logger: quiet() });
};

const invalid = apiError(422, 'Invalid', 'it cannot be');

test('what others wrote is overwritten when it is in the way', async () => {
  const client = memoryClient([binding('theirs')]);
  client.failNext('apply', 'clusterrolebindings', invalid);
  await writerOver(client).put(binding('ours'));
  assert.deepEqual(
    client.writes.map(({ verb }) => verb),
    ['apply', 'patch', 'apply'],
  );
  assert.equal(client.peek(resources.clusterRoleBindings, { name: 'x' })?.roleRef.name, 'ours');
});

test('what cannot be changed is made anew', async () => {
  const client = memoryClient([binding('theirs')]);
  client.failNext('apply', 'clusterrolebindings', invalid);
  client.failNext('patch', 'clusterrolebindings', invalid);
  await writerOver(client).put(binding('ours'));
  assert.deepEqual(
    client.writes.map(({ verb }) => verb),
    ['apply', 'patch', 'delete', 'apply'],
  );
});

test('what is wrong in itself stays an error', async () => {
  const client = memoryClient();
  client.failNext('apply', 'clusterrolebindings', invalid);
  await assert.rejects(writerOver(client).put(binding('ours')), /it cannot be/);
});
