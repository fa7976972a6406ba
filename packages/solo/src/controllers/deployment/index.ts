// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Controller, controller, controllerOf, keyOf, type Reconcile, resources, source } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { isEmptySelector } from '../label-selector.ts';
import { ownerKeys } from '../pods/keys.ts';
import { apply } from './apply.ts';
import { Gatherer } from './gather.ts';
import { isRolling } from './limits.ts';

/**
 * Watches Deployments, their ReplicaSets and, for Recreate, pods; makes, sizes and removes ReplicaSets so that pods of the
 * present template replace older ones as the Deployment's strategy says.
 * @upstream kube-controller-manager's deployment controller
 */
export function deploymentController(c: SoloContext): Controller {
  const deployments = c.cache(resources.deployments);
  const replicaSets = c.cache(resources.replicaSets);
  const gatherer = new Gatherer(c);

  const reconcile: Reconcile = async (key) => {
    const deployment = deployments.get(key);
    if (!deployment?.spec?.selector) return;
    if (isEmptySelector(deployment.spec.selector)) {
      const message = 'This deployment is selecting all pods. A non-empty selector is required.';
      c.event(deployment, 'Warning', 'SelectingAll', message);
      return;
    }
    return await apply(c, await gatherer.gather(deployment));
  };
  const running: Controller = controller({
    name: 'deployment',
    workers: 5,
    logger: c.logger,
    signal: c.signal,
    reconcile,
    sources: [source(deployments), source(replicaSets, ownerKeys('Deployment', deployments))],
  });
  // Recreate waits for the end of old pods, of which no ReplicaSet tells.
  c.cache(resources.pods).onChange(({ type, object }) => {
    const owner = type === 'DELETED' ? controllerOf(object) : undefined;
    if (owner?.kind !== 'ReplicaSet') return;
    const replicaSet = replicaSets.get(`${object.metadata?.namespace}/${owner.name}`);
    const deployment = deployments.get(`${object.metadata?.namespace}/${replicaSet && controllerOf(replicaSet)?.name}`);
    if (deployment && !isRolling(deployment)) running.enqueue(keyOf(deployment));
  });
  return running;
}
