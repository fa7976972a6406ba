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
  source,
  splitKey,
  wireTime,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { byNode, indexOf } from '../index-of.ts';
import { podCondition } from '../pods/state.ts';
import { type Heard, hasTaints, hear, lostInMs, taintsOf, unknownConditions } from './decide.ts';

const leaseNamespace = 'kube-node-lease';

/**
 * Watches nodes and their leases; says of a node that gives no sign for 40 s that nothing is known of it, taints nodes as their
 * conditions say, and marks the pods of nodes that are not ready as not ready.
 * @upstream kube-controller-manager's node-lifecycle controller
 */
export function nodeHealthController(c: SoloContext): Controller {
  const nodes = c.cache(resources.nodes);
  const leases = c.cache(resources.leases);
  const podsOn = indexOf(c.cache(resources.pods), byNode);
  const heard = new Map<string, Heard>();

  const writeUnknown = async (node: Node): Promise<Node> => {
    const conditions = unknownConditions(node, c.now());
    const before = node.status?.conditions ?? [];
    if (conditions.length === before.length && conditions.every((condition, at) => condition === before[at]))
      return node;
    const { uid, resourceVersion } = node.metadata ?? {};
    const body = { metadata: { uid, resourceVersion }, status: { conditions } };
    const options = { subresource: 'status' };
    const written = await c.client.patch(resources.nodes, { name: keyOf(node) }, { type: 'merge', body }, options);
    c.event(node, 'Normal', 'NodeNotReady', `Node ${keyOf(node)} status is now: NodeNotReady`);
    return written;
  };
  const writeTaints = async (node: Node) => {
    const taints = taintsOf(node, c.now());
    if (hasTaints(node, taints)) return;
    const { uid, resourceVersion } = node.metadata ?? {};
    const body = { metadata: { uid, resourceVersion }, spec: { taints: taints.length > 0 ? taints : null } };
    await c.client.patch(resources.nodes, { name: keyOf(node) }, { type: 'merge', body });
  };
  const markNotReady = async (pod: Pod) => {
    const ready = podCondition(pod, 'Ready');
    if (ready?.status !== 'True') return;
    const { uid, resourceVersion } = pod.metadata ?? {};
    const conditions = pod.status?.conditions?.map((condition) =>
      condition === ready ? { ...condition, status: 'False', lastTransitionTime: wireTime(c.now()) } : condition,
    );
    const body = { metadata: { uid, resourceVersion }, status: { conditions } };
    try {
      const options = { subresource: 'status' };
      await c.client.patch(resources.pods, splitKey(keyOf(pod)), { type: 'merge', body }, options);
      c.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  };

  const reconcile: Reconcile = async (key) => {
    let node = nodes.get(key);
    if (!node) {
      heard.delete(key);
      return;
    }
    const now = c.now();
    const last = hear(node, leases.get(`${leaseNamespace}/${key}`), heard.get(key), now);
    heard.set(key, last);
    const leftMs = lostInMs(last, now);
    if (leftMs === 0) node = await writeUnknown(node);
    await writeTaints(node);
    const isReady = node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    if (!isReady) for (const pod of podsOn.by(key)) await markNotReady(pod);
    return leftMs > 0 ? { afterMs: leftMs } : undefined;
  };
  return controller({
    name: 'node-lifecycle',
    logger: c.logger,
    signal: c.signal,
    reconcile,
    sources: [
      source(nodes),
      source(leases, ({ metadata }) => (metadata?.namespace === leaseNamespace ? [metadata.name ?? ''] : [])),
      source(c.cache(resources.pods), () => []),
    ],
  });
}
