// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Controller, controller, type Reconcile, resources, source } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { Expectations } from '../expectations.ts';
import { PodControl } from '../pods/control.ts';
import { ownerKeys } from '../pods/keys.ts';
import { apply } from './apply.ts';
import { decide, nextAvailableMs } from './decide.ts';
import { Gatherer } from './gather.ts';

/**
 * Watches ReplicaSets and pods; makes and removes a ReplicaSet's pods until there are as many as it asks for.
 * @upstream kube-controller-manager's replicaset controller
 */
export function replicaSetController(c: SoloContext): Controller {
  const replicaSets = c.cache(resources.replicaSets);
  const expectations = new Expectations(c.now);
  const gatherer = new Gatherer(c, expectations);
  const control = new PodControl(c, expectations);
  replicaSets.onChange(({ type, object }) => {
    if (type === 'DELETED') expectations.forget(object.metadata?.uid ?? '');
  });

  const reconcile: Reconcile = async (key) => {
    const replicaSet = replicaSets.get(key);
    if (!replicaSet?.spec?.selector) return;
    const world = await gatherer.gather(replicaSet);
    await apply(c, control, world, decide(world));
    const afterMs = nextAvailableMs(world);
    return afterMs === undefined ? undefined : { afterMs };
  };
  return controller({
    name: 'replicaset',
    workers: 5,
    logger: c.logger,
    signal: c.signal,
    reconcile,
    sources: [source(replicaSets), source(c.cache(resources.pods), ownerKeys('ReplicaSet', replicaSets))],
  });
}
