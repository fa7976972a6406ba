// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controllerReference, type Pod, type PodDisruptionBudget, resources } from '@kubevirt-ts/kube';
import { eventually, pod } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { decide } from './decide.ts';
import { disruptionController } from './index.ts';

const now = new Date('2026-01-01T00:01:00Z');
const labels = { app: 'web' };
const budget = (spec: PodDisruptionBudget['spec'], disruptedPods?: Record<string, string>): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', namespace: 'default', uid: 'pdb', generation: 4 },
  spec: { selector: { matchLabels: labels }, ...spec },
  ...(disruptedPods && {
    status: { disruptedPods, currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  }),
});
const made = (name: string, ready = true): Pod =>
  pod({
    metadata: { name, uid: name, labels },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  });
const three = [made('a'), made('b'), made('c', false)];
const numbers = (spec: PodDisruptionBudget['spec'], pods = three, scale?: number) => {
  const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } = decide({
    budget: budget(spec),
    pods,
    scale,
    now,
  }).status;
  return { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods };
};

test('a number of pods is kept; a share is of what controllers want', () => {
  assert.deepEqual(numbers({ minAvailable: 1 }), {
    disruptionsAllowed: 1,
    currentHealthy: 2,
    desiredHealthy: 1,
    expectedPods: 3,
  });
  assert.deepEqual(numbers({ minAvailable: '50%' }, three, 5), {
    disruptionsAllowed: 0,
    currentHealthy: 2,
    desiredHealthy: 3,
    expectedPods: 5,
  });
  assert.equal(numbers({ maxUnavailable: 2 }, three, 3).disruptionsAllowed, 1);
  assert.equal(numbers({ maxUnavailable: '100%' }, [], 0).disruptionsAllowed, 0);
});

test('a pod that is about to be deleted does not count as healthy, for two minutes', () => {
  const under = (time: string) =>
    decide({ budget: budget({ minAvailable: 1 }, { a: time }), pods: three, scale: undefined, now });
  const fresh = under('2026-01-01T00:00:30Z');
  assert.deepEqual([fresh.status.disruptionsAllowed, fresh.afterMs], [0, 90_000]);
  assert.deepEqual(fresh.status.disruptedPods, { a: '2026-01-01T00:00:30Z' });
  const old = under('2025-12-31T23:58:00Z');
  assert.deepEqual([old.status.disruptionsAllowed, old.missed], [1, ['a']]);
  assert.equal(old.status.disruptedPods, undefined);
});

test('the condition says whether pods suffice', () => {
  const [condition] = decide({ budget: budget({ minAvailable: 1 }), pods: three, scale: undefined, now }).status
    .conditions!;
  assert.deepEqual(condition, {
    type: 'DisruptionAllowed',
    status: 'True',
    reason: 'SufficientPods',
    message: '',
    observedGeneration: 4,
    lastTransitionTime: '2026-01-01T00:01:00Z',
  });
});

test('the scale of a custom owner is asked for, and its absence told', async () => {
  const owner = { apiVersion: 'example.dev/v1', kind: 'Fleet', metadata: { name: 'f', uid: 'fleet' } };
  let replicas: number | undefined = 4;
  const raw = (_: string, path: string) => {
    if (path === '/apis/example.dev/v1') {
      return {
        resources: [
          { name: 'fleets', kind: 'Fleet' },
          { name: 'fleets/scale', kind: 'Scale' },
        ],
      };
    }
    assert.equal(path, '/apis/example.dev/v1/namespaces/default/fleets/f/scale');
    return { metadata: { uid: replicas === undefined ? 'another' : 'fleet' }, spec: { replicas } };
  };
  await using it = new ControllerWorld([], { raw });
  const running = it.run(disruptionController);
  const owned = made('a');
  it.client.put({ ...owned, metadata: { ...owned.metadata, ownerReferences: [controllerReference(owner)] } });
  it.client.put(budget({ maxUnavailable: '50%' }));
  const read = () => it.client.all(resources.podDisruptionBudgets)[0]?.status;
  await eventually(() => read()?.expectedPods === 4);
  assert.equal(read()?.desiredHealthy, 2);
  replicas = undefined;
  running.enqueue('default/web');
  await eventually(() => read()?.conditions?.[0]?.reason === 'SyncFailed');
  assert.deepEqual(
    it.told('CalculateExpectedPodCountFailed')[0],
    'Failed to calculate the number of expected pods: found no controllers for pod "a"',
  );
});

test('a budget follows its pods', async () => {
  await using it = new ControllerWorld();
  it.run(disruptionController);
  it.client.put(budget({ minAvailable: 1 }));
  const allowed = () => it.client.all(resources.podDisruptionBudgets)[0]?.status?.disruptionsAllowed;
  await eventually(() => it.told('NoPods')[0] === 'No matching pods found');
  it.client.put(made('a'));
  it.client.put(made('b'));
  await eventually(() => allowed() === 1);
  it.client.put(made('b', false));
  await eventually(() => allowed() === 0);
});
