// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, type Pod, type PodDisruptionBudget, resources } from '@kubevirt-ts/kube';
import { type MemoryClient, memoryClient, pod } from '@kubevirt-ts/testkit';
import { RevisionConflict, type Store } from '../../store/store.ts';
import type { Connector, Json } from '../kind.ts';
import type { ApiRequest } from '../request.ts';
import { bindingConnector } from './binding.ts';
import { evictionConnector } from './eviction.ts';

const now = () => new Date('2026-01-01T00:00:00Z');
const ask = (connector: Connector, object: Pod, body: object, query = '') =>
  connector.handle({ body, query: new URLSearchParams(query), headers: {} } as unknown as ApiRequest, object as Json);
const refused = (code: number, reason: string, message: string, cause?: string) => (error: unknown) => {
  assert.ok(error instanceof ApiError);
  assert.deepEqual([error.code, error.reason, error.message], [code, reason, message]);
  assert.deepEqual(
    error.status.details?.causes?.map(({ message }) => message),
    cause && [cause],
  );
  return true;
};

const labels = { app: 'web' };
const healthy = (name = 'testpod', ready = 'True'): Pod =>
  pod({ metadata: { name, labels }, status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready }] } });
const budget = (allowed: number, more: object = {}, name = 'web'): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace: 'default', uid: name, generation: 1 },
  spec: { minAvailable: 1, selector: { matchLabels: labels }, ...more },
  status: {
    observedGeneration: 1,
    disruptionsAllowed: allowed,
    currentHealthy: 1 + allowed,
    desiredHealthy: 1,
    expectedPods: 2,
    conditions: [],
  },
});
/** A client that deletes pods as the API server does when asked raw. */
const world = (...objects: object[]) => {
  const deleted: unknown[] = [];
  const client: MemoryClient = memoryClient(objects, {
    raw: (method, path, body) => void deleted.push({ method, path, body }),
  });
  return { client, deleted, connector: evictionConnector({ client, now }) };
};
const eviction = (more: object = {}) => ({
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  metadata: { name: 'testpod' },
  ...more,
});
const gone = { apiVersion: 'v1', kind: 'DeleteOptions' };
const path = '/api/v1/namespaces/default/pods/testpod';

test('without a budget a pod is deleted, with the options given', async () => {
  const { deleted, connector } = world(healthy());
  const answer = await ask(connector, healthy(), eviction({ deleteOptions: { gracePeriodSeconds: 5 } }));
  assert.deepEqual(answer, {
    status: 201,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
  });
  assert.deepEqual(deleted, [{ method: 'DELETE', path, body: { ...gone, gracePeriodSeconds: 5 } }]);
});

test('a budget that allows it is spent, and notes the pod, which is told', async () => {
  const { client, deleted, connector } = world(healthy(), budget(1));
  await ask(connector, healthy(), eviction());
  const { status } = client.all(resources.podDisruptionBudgets)[0]!;
  assert.equal(status?.disruptionsAllowed, 0);
  assert.deepEqual(status?.disruptedPods, { testpod: '2026-01-01T00:00:00Z' });
  assert.equal(status?.conditions?.[0]?.reason, 'InsufficientPods');
  const condition = client.all(resources.pods)[0]?.status?.conditions?.at(-1);
  assert.deepEqual(
    [condition?.type, condition?.reason, condition?.message],
    ['DisruptionTarget', 'EvictionByEvictionAPI', 'Eviction API: evicting'],
  );
  assert.equal(deleted.length, 1);
});

test('a budget that does not allow it answers 429 and says why', async () => {
  const { deleted, connector } = world(healthy(), budget(0));
  const message = "Cannot evict pod as it would violate the pod's disruption budget.";
  const why = 'The disruption budget web needs 1 healthy pods and has 1 currently';
  await assert.rejects(ask(connector, healthy(), eviction()), refused(429, 'TooManyRequests', message, why));
  const unseen = { ...budget(1), metadata: { ...budget(1).metadata, generation: 2 } };
  const stillProcessed = 'The disruption budget web is still being processed by the server.';
  const { connector: early } = world(healthy(), unseen);
  await assert.rejects(ask(early, healthy(), eviction()), refused(429, 'TooManyRequests', message, stillProcessed));
  assert.deepEqual(deleted, []);
});

test('two budgets are one too many', async () => {
  const { connector } = world(healthy(), budget(1), budget(1, {}, 'other'));
  const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
  await assert.rejects(ask(connector, healthy(), eviction()), refused(500, '', message));
});

test('pods that do not run, or are not ready under a lenient budget, go without spending it', async () => {
  const pending = pod({ metadata: { labels }, status: { phase: 'Pending' } });
  const first = world(pending, budget(0));
  await ask(first.connector, pending, eviction());
  assert.equal(first.deleted.length, 1);
  const unready = healthy('testpod', 'False');
  const lenient = world(unready, { ...budget(0, { unhealthyPodEvictionPolicy: 'AlwaysAllow' }) });
  await ask(lenient.connector, unready, eviction());
  assert.equal(lenient.deleted.length, 1);
});

test('a dry run changes nothing but is refused as the real one', async () => {
  const { client, deleted, connector } = world(healthy(), budget(1));
  await ask(connector, healthy(), eviction(), 'dryRun=All');
  assert.deepEqual(deleted, [{ method: 'DELETE', path, body: { ...gone, dryRun: ['All'] } }]);
  assert.equal(client.all(resources.podDisruptionBudgets)[0]?.status?.disruptionsAllowed, 1);
});

test('the name of another pod is refused', async () => {
  const { connector } = world(healthy());
  const message = 'name in URL does not match name in Eviction object';
  await assert.rejects(ask(connector, healthy(), eviction({ metadata: {} })), refused(400, 'BadRequest', message));
});

/** A store of one pod, which the first `conflicts` writes find changed. */
const storeOf = (object: Pod, conflicts = 0) => {
  const written: Json[] = [];
  let left = conflicts;
  const store = {
    get: () => ({ key: 'default/testpod', revision: 7, json: JSON.stringify(object) }),
    put: async (_collection: string, key: string, next: Json, revision: number) => {
      if (left-- > 0) throw new RevisionConflict();
      assert.equal(revision, 7);
      written.push(next);
      return { key, revision: 8, json: '' };
    },
  } as unknown as Store;
  return { written, connector: bindingConnector({ store, now }) };
};
const binding = (name = 'node01') => ({ metadata: { name: 'testpod' }, target: { kind: 'Node', name } });

test('a binding puts a pod on a node and says that it is scheduled', async () => {
  const { written, connector } = storeOf(pod(), 1);
  await ask(connector, pod(), binding());
  const [bound] = written as Pod[];
  assert.equal(bound?.spec?.nodeName, 'node01');
  assert.deepEqual(bound?.status?.conditions, [
    { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: '2026-01-01T00:00:00Z' },
  ]);
});

test('a pod is bound once, while it lives, to a node', async () => {
  const conflict = (why: string) =>
    refused(409, 'Conflict', `Operation cannot be fulfilled on pods/binding "testpod": ${why}`);
  const there = pod({ spec: { nodeName: 'node02' } });
  const assigned = conflict('pod testpod is already assigned to node "node02"');
  await assert.rejects(ask(storeOf(there).connector, there, binding()), assigned);
  const going = pod({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } });
  const isGoing = conflict('pod testpod is being deleted, cannot be assigned to a host');
  await assert.rejects(ask(storeOf(going).connector, going, binding()), isGoing);
  const nameless = refused(500, '', 'target.name: Required value');
  await assert.rejects(ask(storeOf(pod()).connector, pod(), binding('')), nameless);
});
