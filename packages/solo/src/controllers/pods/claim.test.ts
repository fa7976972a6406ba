// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controllerReference, resources } from '@kubevirt-ts/kube';
import { memoryClient, pod } from '@kubevirt-ts/testkit';
import { claims, settleClaims } from './claim.ts';

const owner = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web', namespace: 'default', uid: 'owner' },
};
const other = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'other', namespace: 'default', uid: 'other' },
};
const selector = { matchLabels: { app: 'web' } };
const made = (name: string, app: string, by?: typeof owner) =>
  pod({
    metadata: { name, uid: name, labels: { app }, ...(by && { ownerReferences: [controllerReference(by)] }) },
  });

test('matching orphans are taken, controlled ones that no longer match are let go, others are left', () => {
  const found = claims(owner, selector, [
    made('mine', 'web', owner),
    made('orphan', 'web'),
    made('changed', 'db', owner),
    made('stranger', 'db'),
    made('taken', 'web', other),
  ]);
  const names = Object.values(found).map((pods) =>
    pods.map(({ metadata }: { metadata?: { name?: string } }) => metadata?.name),
  );
  assert.deepEqual(names, [['mine'], ['orphan'], ['changed']]);
});

test('an owner that is being deleted takes and lets go nothing', () => {
  const going = { ...owner, metadata: { ...owner.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  const found = claims(going, selector, [made('orphan', 'web'), made('changed', 'db', owner)]);
  assert.deepEqual(found, { owned: [], adopt: [], release: [] });
});

test('claims are written: the orphan gets its owner, the released one loses it', async () => {
  const client = memoryClient([made('orphan', 'web'), made('changed', 'db', owner)]);
  const live = client.put(owner);
  const found = claims(live, selector, client.all(resources.pods));
  const owned = await settleClaims(client, { owner: resources.replicaSets, dependent: resources.pods }, live, found);
  assert.deepEqual(
    owned.map(({ metadata }) => metadata?.name),
    ['orphan'],
  );
  const find = (name: string) => client.peek(resources.pods, { namespace: 'default', name });
  assert.deepEqual(find('orphan')?.metadata?.ownerReferences, [controllerReference(owner)]);
  assert.equal(find('changed')?.metadata?.ownerReferences, undefined);
});

test('an owner that vanished adopts nothing', async () => {
  const client = memoryClient([made('orphan', 'web')]);
  const found = claims(owner, selector, client.all(resources.pods));
  const owned = await settleClaims(client, { owner: resources.replicaSets, dependent: resources.pods }, owner, found);
  assert.deepEqual(owned, []);
  assert.equal(client.all(resources.pods)[0]?.metadata?.ownerReferences, undefined);
});
