// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeVirt } from '@kubevirt-ts/api';
import type { KubeObject } from '@kubevirt-ts/kube';
import { covers, missingGrants, type PolicyRule } from '@kubevirt-ts/rules/rollout';
import { goldenCases, kubevirt } from '@kubevirt-ts/testkit';
import { stringify } from 'yaml';
import { operatorClusterRules, operatorNamespaceRules } from '../release/operator-rights.ts';
import { deploymentOf, refusalOf } from './deployment.ts';
import { componentRights } from './roles/component-roles.ts';
import { userRoles } from './roles/user-roles.ts';
import { type ClusterFeatures, installStrategy, type Strategy } from './strategy.ts';

const operator = { namespace: 'kubevirt', image: 'registry.example/kubevirt:v0.1.0', version: 'v0.1.0' };
const features: ClusterFeatures = { policyVersion: 'policy/v1', matchConditions: true };

const strategyFor = (object: KubeVirt, more: Partial<ClusterFeatures> = {}): Strategy =>
  installStrategy({
    kubevirt: object,
    deployment: deploymentOf(operator, object),
    features: { ...features, ...more },
    apiReplicas: 2,
    handlerBatch: 1,
    caBundle: '-----BEGIN CERTIFICATE-----',
  });

/** Definitions are left out but for their names: packages/api proves them. */
const shown = (strategy: Strategy): KubeObject[] => [
  ...strategy.definitions.map(({ kind, metadata }) => ({ kind, metadata: { name: metadata?.name } })),
  ...strategy.permissions,
  ...strategy.trust,
  ...strategy.network,
  ...strategy.admission,
  ...strategy['virt-api'],
  ...strategy['virt-controller'],
  ...strategy['virt-handler'],
];

goldenCases(
  new URL('./golden/', import.meta.url),
  'yaml',
  (input: { kubevirt: KubeVirt; features?: ClusterFeatures }) =>
    shown(strategyFor(input.kubevirt, input.features))
      .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
      .join('---\n'),
);

test('the identifier changes with what a pod can see, and with nothing else', () => {
  const id = (spec: NonNullable<Parameters<typeof kubevirt>[0]>['spec']): string =>
    deploymentOf(operator, kubevirt({ spec })).id;
  const same = [
    { uninstallStrategy: 'RemoveWorkloads' },
    { monitorNamespace: 'm' },
    { configuration: { cpuModel: 'x' } },
    { infra: { replicas: 3 } },
  ];
  for (const spec of same) assert.equal(id(spec), id({}), JSON.stringify(spec));
  const other = [
    { imagePullPolicy: 'Always' as const },
    { imageRegistry: 'other.example' },
    { productName: 'p' },
    { imagePullSecrets: [{ name: 's' }] },
  ];
  for (const spec of other) assert.notEqual(id(spec), id({}), JSON.stringify(spec));
});

test('images and versions', () => {
  const of = (image: string, spec = {}) => {
    const { registry, version, image: used } = deploymentOf({ ...operator, image }, kubevirt({ spec }));
    return [registry, version, used];
  };
  assert.deepEqual(of('host:5000/a/kubevirt:v9'), ['host:5000/a', 'v9', 'host:5000/a/kubevirt:v9']);
  assert.deepEqual(of('a/kubevirt@sha256:12'), ['a', 'v0.1.0', 'a/kubevirt@sha256:12']);
  assert.deepEqual(of('a/kubevirt:v9', { imageRegistry: 'b' }), ['b', 'v9', 'b/kubevirt:v9']);
  assert.deepEqual(of('a/kubevirt:v9', { imageTag: 'v8' }), ['a', 'v8', 'a/kubevirt:v8']);
});

test('only the version it is can be installed by an operator', () => {
  const wish = (imageTag: string) => refusalOf(operator, deploymentOf(operator, kubevirt({ spec: { imageTag } })));
  assert.equal(wish('v0.1.0'), undefined);
  assert.match(wish('v0.2.0')?.message ?? '', /apply the operator manifest of v0\.2\.0/);
});

test('the operator has every right that it hands out', () => {
  const held = operatorClusterRules() as PolicyRule[];
  for (const { account, cluster, namespace } of componentRights) {
    assert.deepEqual(missingGrants(held, cluster as PolicyRule[]), [], account);
    assert.deepEqual(
      missingGrants([...held, ...(operatorNamespaceRules() as PolicyRule[])], namespace as PolicyRule[]),
      [],
      account,
    );
  }
  for (const role of userRoles(true))
    assert.ok(covers(held, (role.rules ?? []) as PolicyRule[]), `${role.metadata?.name} gives more`);
});

test('nobody has a right to everything', () => {
  const rules = [
    ...operatorClusterRules(),
    ...componentRights.flatMap(({ cluster, namespace }) => [...cluster, ...namespace]),
  ];
  for (const rule of rules) {
    for (const part of [rule.apiGroups, rule.resources, rule.verbs])
      assert.ok(!part?.includes('*'), JSON.stringify(rule));
  }
});

test('what is asked for is left as it is', () => {
  const asked = kubevirt({
    spec: {
      customizeComponents: {
        patches: [
          {
            resourceType: 'deployment',
            resourceName: '*',
            type: 'json',
            patch: '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--x"}]',
          },
        ],
      },
    },
  });
  const before = structuredClone(asked);
  const [first, second] = [strategyFor(asked), strategyFor(asked)];
  assert.deepEqual(asked, before);
  assert.deepEqual(first, second, 'patches do not add up');
});
