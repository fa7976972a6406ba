// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionsFor, longestErrorCharacters, type Outcome, phaseAfter } from './conditions.ts';

const target = { version: 'v2', registry: 'registry.example', id: 'new' };
const updating = {
  observedDeploymentID: 'old',
  observedKubeVirtVersion: 'v1',
  observedKubeVirtRegistry: 'old.example',
};

const told = (outcome: Outcome, status = {}): string[] =>
  conditionsFor(outcome, status, target).set.map(
    ({ type, status: is, reason, message }) => `${type}=${is} ${reason}: ${message}`,
  );

const three = (a: string, p: string, d: string, rest: string): string[] => [
  `Available=${a} ${rest}`,
  `Progressing=${p} ${rest}`,
  `Degraded=${d} ${rest}`,
];

test('deploying', () => {
  const rest = 'DeploymentInProgress: Deploying version v2 with registry registry.example';
  assert.deepEqual(told({ is: 'waiting', created: false }), three('False', 'True', 'False', rest));
  assert.deepEqual(
    told({ is: 'waiting', created: false }, { observedDeploymentID: 'new' }),
    three('False', 'True', 'False', rest),
  );
});

test('updating: available all the while', () => {
  const rest =
    'UpdateInProgress: Transitioning from previous version v1 with registry old.example to target version v2 using registry registry.example';
  assert.deepEqual(told({ is: 'waiting', created: false }, updating), three('True', 'True', 'True', rest));
  assert.deepEqual(conditionsFor({ is: 'waiting', created: false }, updating, target).remove, [
    'Created',
    'Synchronized',
  ]);
});

test('ready', () => {
  assert.deepEqual(told({ is: 'ready', complete: true }), [
    ...three('True', 'False', 'False', 'AllComponentsReady: All components are ready.'),
    'Created=True AllResourcesCreated: All resources were created.',
  ]);
});

test('being adjusted leaves the installation available', () => {
  assert.deepEqual(told({ is: 'adjusting' }), [
    'Available=True AllComponentsReady: All components are ready.',
    'Progressing=True DeploymentInProgress: Deploying version v2 with registry registry.example',
    'Degraded=False AllComponentsReady: All components are ready.',
  ]);
});

test('an error is told in bounded length', () => {
  const [first, ...rest] = conditionsFor({ is: 'failed', error: 'x'.repeat(100_000) }, {}, target).set;
  assert.equal(first?.type, 'Synchronized');
  assert.deepEqual(
    rest.map(({ type, status }) => `${type}=${status}`),
    ['Available=False', 'Progressing=False', 'Degraded=True'],
  );
  assert.ok(first.message.startsWith('An error occurred during deployment: xxx'));
  assert.ok(first.message.length < longestErrorCharacters + 100);
});

test('a refusal says nothing about what runs', () => {
  assert.deepEqual(
    told({ is: 'refused', because: 'no' }).filter((line) => line.startsWith('Available')),
    [],
  );
});

test('deleting', () => {
  assert.deepEqual(
    told({ is: 'deleting' }),
    three('False', 'False', 'True', 'DeletionInProgress: Deletion was triggered'),
  );
  assert.deepEqual(told({ is: 'deletion-failed', error: 'why' }), [
    'Synchronized=False DeletionFailed: An error occurred during deletion: why',
  ]);
});

test('a second one', () => {
  assert.deepEqual(told({ is: 'second' }), [
    'Synchronized=False ExistingDeployment: There is an active KubeVirt deployment',
  ]);
});

const phases: readonly (readonly [string | undefined, Outcome, string])[] = [
  [undefined, { is: 'waiting', created: false }, 'Deploying'],
  ['Deploying', { is: 'failed', error: '' }, 'Deploying'],
  ['Deploying', { is: 'ready', complete: true }, 'Deployed'],
  ['Deployed', { is: 'waiting', created: false }, 'Deployed'],
  ['Deployed', { is: 'failed', error: '' }, 'Deployed'],
  ['Deployed', { is: 'deleting' }, 'Deleting'],
  ['', { is: 'refused', because: '' }, ''],
];

for (const [phase, outcome, next] of phases) {
  test(`phase: ${phase ?? '-'} and ${outcome.is} gives ${next || '-'}`, () =>
    assert.equal(phaseAfter(phase, outcome), next));
}
