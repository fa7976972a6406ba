// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deployment } from '@kubevirt-ts/kube';
import { releaseManifests } from './release-manifests.ts';

const release = releaseManifests({ version: 'v1.2.3', registry: 'registry.example/a' });

test('a release is what a user applies, in this order', () => {
  assert.deepEqual(
    release.operator.map(({ kind, metadata }) => `${kind} ${metadata?.name}`),
    [
      'Namespace kubevirt',
      'CustomResourceDefinition kubevirts.kubevirt.io',
      'PriorityClass kubevirt-cluster-critical',
      'ClusterRole kubevirt.io:operator',
      'ServiceAccount kubevirt-operator',
      'Role kubevirt-operator',
      'RoleBinding kubevirt-operator-rolebinding',
      'ClusterRole kubevirt-operator',
      'ClusterRoleBinding kubevirt-operator',
      'Deployment virt-operator',
    ],
  );
  assert.deepEqual(
    release.cr.map(({ kind, metadata }) => `${kind} ${metadata?.namespace}/${metadata?.name}`),
    ['KubeVirt kubevirt/kubevirt'],
  );
});

test('kubectl apply can remember every object: its annotation holds 256 KiB', () => {
  for (const object of release.operator)
    assert.ok(JSON.stringify(object).length < 200_000, `${object.kind} is too large`);
});

test('the operator runs twice, unprivileged, and says which image it is', () => {
  const deployment = release.operator.at(-1) as Deployment;
  const [container] = deployment.spec?.template.spec?.containers ?? [];
  assert.equal(deployment.spec?.replicas, 2);
  assert.equal(container?.image, 'registry.example/a/kubevirt:v1.2.3');
  assert.equal(container?.env?.find(({ name }) => name === 'VIRT_OPERATOR_IMAGE')?.value, container?.image);
  assert.deepEqual(container?.securityContext?.capabilities, { drop: ['ALL'] });
  const affinity = deployment.spec?.template.spec?.affinity?.nodeAffinity;
  assert.equal(
    affinity?.requiredDuringSchedulingIgnoredDuringExecution,
    undefined,
    'clusters without control-plane labels',
  );
});
