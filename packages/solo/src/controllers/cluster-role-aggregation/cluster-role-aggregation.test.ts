// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRole, resources } from '@kubevirt-ts/kube';
import { eventually } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { clusterRoleAggregationController } from './index.ts';

function role(name: string, resourceNames: string[], labels: Record<string, string> = {}): ClusterRole {
  const rules = resourceNames.map((plural) => ({ apiGroups: [''], resources: [plural], verbs: ['get'] }));
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, labels }, rules };
}

test('an aggregating role has the rules of the roles it selects, each once, as they come and go', async () => {
  const all: ClusterRole = {
    ...role('view', [], { to: 'edit', of: 'view' }),
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { of: 'view' } }, { matchLabels: { also: 'view' } }] },
  };
  await using world = new ControllerWorld([
    all,
    role('b', ['b', 'shared'], { of: 'view' }),
    role('a', ['a', 'shared'], { of: 'view' }),
    role('c', ['c'], { also: 'view' }),
    role('other', ['other'], { of: 'admin' }),
  ]);
  world.run(clusterRoleAggregationController);
  const has = () =>
    world.client.peek(resources.clusterRoles, { name: 'view' })?.rules?.flatMap((rule) => rule.resources);
  await eventually(() => has()?.length === 4);
  assert.deepEqual(has(), ['a', 'shared', 'b', 'c']);
  world.client.put(role('d', ['d'], { of: 'view' }));
  await eventually(() => has()?.includes('d') === true);
  await world.client.delete(resources.clusterRoles, { name: 'a' });
  await eventually(() => has()?.includes('a') === false);
  assert.deepEqual(has(), ['b', 'shared', 'd', 'c']);
});
