// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Controller,
  controller,
  isNotFound,
  keyOf,
  type Node,
  type Pod,
  type Reconcile,
  resources,
  type Source,
  source,
  splitKey,
  wireTime,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { type Taint, tolerates } from '../../scheduler/filters/taints.ts';
import { byNode, indexOf } from '../index-of.ts';
import { isTerminating, podCondition } from '../pods/state.ts';

/** How long a pod may stay on a node with these taints: 0 not at all, undefined for ever. */
export function staysMs(pod: Pod, taints: readonly Taint[], now: Date): number | undefined {
  const driving = taints.filter(({ effect }) => effect === 'NoExecute');
  let leastMs: number | undefined;
  for (const taint of driving) {
    const matching = pod.spec?.tolerations?.filter((toleration) => tolerates(toleration, taint)) ?? [];
    if (matching.length === 0) return 0;
    const limits = matching.flatMap(({ tolerationSeconds }) =>
      typeof tolerationSeconds === 'number' ? [tolerationSeconds] : [],
    );
    if (limits.length === 0) continue;
    const sinceMs = Date.parse(taint.timeAdded ?? '') || now.getTime();
    const leftMs = Math.max(0, sinceMs + Math.max(0, Math.min(...limits)) * 1000 - now.getTime());
    leastMs = Math.min(leastMs ?? leftMs, leftMs);
  }
  return leastMs;
}

/**
 * Watches nodes' taints and the pods on them; deletes pods that do not tolerate a NoExecute taint, or no longer.
 * @upstream kube-controller-manager's taint-eviction controller
 */
export function taintEvictionController(c: SoloContext): Controller {
  const nodes = c.cache(resources.nodes);
  const pods = c.cache(resources.pods);
  const podsOn = indexOf(pods, byNode);

  const reconcile: Reconcile = async (key) => {
    const pod = pods.get(key);
    const node = pod?.spec?.nodeName ? nodes.get(pod.spec.nodeName) : undefined;
    if (!pod || !node || isTerminating(pod)) return;
    const leftMs = staysMs(pod, node.spec?.taints ?? [], c.now());
    if (leftMs === undefined) return;
    if (leftMs > 0) return { afterMs: leftMs };
    await evict(c, pod);
  };
  const tainted: Source = {
    synced: () => nodes.synced(),
    subscribe: (enqueue) =>
      nodes.onChange(({ object }) => {
        if (!object.spec?.taints?.some(({ effect }) => effect === 'NoExecute')) return;
        for (const pod of podsOn.by(keyOf(object))) enqueue(keyOf(pod));
      }),
  };
  const isAffected = (node: Node | undefined) =>
    node?.spec?.taints?.some(({ effect }) => effect === 'NoExecute') === true;
  return controller({
    name: 'taint-eviction',
    workers: 4,
    logger: c.logger,
    signal: c.signal,
    reconcile,
    sources: [tainted, source(pods, (pod) => (isAffected(nodes.get(pod.spec?.nodeName ?? '')) ? [keyOf(pod)] : []))],
  });
}

async function evict(c: SoloContext, pod: Pod): Promise<void> {
  const { uid } = pod.metadata ?? {};
  if (!podCondition(pod, 'DisruptionTarget')) {
    c.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${keyOf(pod)}`);
  }
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastProbeTime: null,
    lastTransitionTime: wireTime(c.now()),
  };
  const others = pod.status?.conditions?.filter(({ type }) => type !== condition.type) ?? [];
  const { resourceVersion } = pod.metadata ?? {};
  const body = { metadata: { uid, resourceVersion }, status: { conditions: [...others, condition] } };
  try {
    await c.client.patch(resources.pods, splitKey(keyOf(pod)), { type: 'merge', body }, { subresource: 'status' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return;
  }
  await c.client.delete(resources.pods, splitKey(keyOf(pod)), { preconditions: { uid } });
}
