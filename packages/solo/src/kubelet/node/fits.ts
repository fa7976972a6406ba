// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Node, Pod } from '@kubevirt-ts/kube';
import { matchesNodeAffinity } from '../../scheduler/filters/node-selector.ts';
import { untolerated } from '../../scheduler/filters/taints.ts';
import { amounts, podRequests } from '../../scheduler/requests.ts';
import type { Problem } from '../pods/view.ts';

/** Why a node cannot take a pod that was given to it; `others` are the pods it runs. Devices are not looked at. */
export function unfit(pod: Pod, node: Node, others: readonly Pod[]): Problem | undefined {
  if (!matchesNodeAffinity(pod, node)) return { reason: 'NodeAffinity', message: 'Predicate NodeAffinity failed' };
  if (untolerated(node.spec?.taints, pod.spec?.tolerations, ['NoExecute'])) {
    const why = "node(s) had taints that the pod didn't tolerate";
    return { reason: 'TaintToleration', message: `Predicate TaintToleration failed: ${why}` };
  }
  const there = amounts(node.status?.allocatable);
  const running = others.filter(({ metadata }) => metadata?.uid !== pod.metadata?.uid);
  const pods = there.get('pods');
  if (pods !== undefined && running.length + 1 > pods) return outOf('pods', 1, running.length, pods);
  for (const [resource, requested] of podRequests(pod)) {
    const capacity = there.get(resource);
    // What this node does not count it does not refuse; devices are counted where they are given out.
    if (capacity === undefined || resource.includes('/') || requested === 0) continue;
    const used = running.reduce((sum, other) => sum + (podRequests(other).get(resource) ?? 0), 0);
    if (used + requested > capacity) return outOf(resource, requested, used, capacity);
  }
  return undefined;
}

function outOf(resource: string, requested: number, used: number, capacity: number): Problem {
  return {
    reason: `OutOf${resource}`,
    message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  };
}
