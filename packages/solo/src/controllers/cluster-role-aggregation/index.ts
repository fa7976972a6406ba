// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Controller, controller, resources, source } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { decide } from './decide.ts';

const fieldManager = 'clusterrole-aggregation-controller';

/**
 * Watches ClusterRoles; gives those with an aggregation rule the rules of the roles it selects.
 * @upstream kube-controller-manager's clusterrole-aggregation controller
 */
export function clusterRoleAggregationController(c: SoloContext): Controller {
  const roles = c.cache(resources.clusterRoles);
  // Any role may come under, or fall out of, any selector.
  const aggregating = () => roles.list().flatMap((role) => (role.aggregationRule ? [role.metadata?.name ?? ''] : []));
  return controller({
    name: 'clusterrole_aggregation_controller',
    logger: c.logger,
    signal: c.signal,
    sources: [source(roles, aggregating)],
    async reconcile(name) {
      const rules = decide(roles.get(name), roles.list());
      if (!rules) return;
      const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules };
      await c.client.apply(resources.clusterRoles, role, { fieldManager, force: true });
    },
  });
}
