// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { eventReasons, labels } from '@kubevirt-ts/api';
import { type Controller, controller, type Reconcile, resources, source } from '@kubevirt-ts/kube';
import type { World } from '../world.ts';
import { decide } from './decide.ts';

/** Takes one node out of service when its agent is silent. */
export const heartbeatReconciler =
  ({ client, caches, recorder, now }: World): Reconcile =>
  async (name) => {
    const node = caches.nodes.get(name);
    if (!node) return undefined;
    const decision = decide(node, now());
    if (decision.do === 'wait') return { afterMs: decision.afterMs };
    if (decision.do === 'nothing') return undefined;
    const body = {
      metadata: { resourceVersion: node.metadata?.resourceVersion, labels: { [labels.schedulable]: 'false' } },
    };
    await client.patch(resources.nodes, { name }, { type: 'merge', body });
    const message = 'virt-handler is not responsive, marking node as unresponsive';
    recorder.event(node, 'Warning', eventReasons.nodeUnresponsive, message);
    return undefined;
  };

/**
 * The controller that stops new VMs from going to nodes whose agent is silent.
 * The VMs that are there end with their pods, which the VMI controller sees.
 */
export const nodeHeartbeatController = (world: World, signal: AbortSignal): Controller =>
  controller({
    name: 'virt-controller-node',
    logger: world.logger,
    metrics: world.metrics,
    signal,
    reconcile: heartbeatReconciler(world),
    sources: [source(world.caches.nodes)],
  });
