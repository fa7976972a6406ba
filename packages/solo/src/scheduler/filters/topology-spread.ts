// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod } from '@kubevirt-ts/kube';
import { selects } from '../../controllers/label-selector.ts';
import { isTerminating } from '../../controllers/pods/state.ts';
import type { NodeInfo } from '../node-info.ts';
import type { Filter, Snapshot } from '../snapshot.ts';
import { matchesNodeAffinity } from './node-selector.ts';
import { untolerated } from './taints.ts';

/** How evenly pods are to be spread over domains. */
export type SpreadConstraint = NonNullable<NonNullable<Pod['spec']>['topologySpreadConstraints']>[number];

/** Whether a constraint's selector, with the pod's own values of matchLabelKeys, takes labels. */
export function isCounted(constraint: SpreadConstraint, pod: Pod, other: Pod): boolean {
  if (other.metadata?.namespace !== pod.metadata?.namespace || isTerminating(other)) return false;
  const own = pod.metadata?.labels ?? {};
  const keys = (constraint.matchLabelKeys ?? []).filter((key) => own[key] !== undefined);
  return (
    selects(constraint.labelSelector, other.metadata?.labels) &&
    keys.every((key) => other.metadata?.labels?.[key] === own[key])
  );
}

/** Whether a node's pods count for a constraint, by its policies about affinity and taints. */
export function isEligible(constraint: SpreadConstraint, pod: Pod, { node }: NodeInfo): boolean {
  const honoursAffinity = (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor';
  if (honoursAffinity && !matchesNodeAffinity(pod, node)) return false;
  const honoursTaints = constraint.nodeTaintsPolicy === 'Honor';
  return !honoursTaints || !untolerated(node.spec?.taints, pod.spec?.tolerations, ['NoSchedule', 'NoExecute']);
}

/** Pods that count, by the domain's value of the topology key; domains of nodes that have all the keys. */
function countByDomain(
  constraint: SpreadConstraint,
  all: readonly SpreadConstraint[],
  pod: Pod,
  snapshot: Snapshot,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const node of snapshot.nodes) {
    if (!all.every(({ topologyKey }) => node.labels[topologyKey] !== undefined)) continue;
    if (!isEligible(constraint, pod, node)) continue;
    const domain = node.labels[constraint.topologyKey] ?? '';
    const count = node.pods.filter((other) => isCounted(constraint, pod, other.pod)).length;
    counts.set(domain, (counts.get(domain) ?? 0) + count);
  }
  return counts;
}

const mismatch = "node(s) didn't match pod topology spread constraints";

/** Keeps the difference between domains within what a pod requires. @upstream PodTopologySpread */
export const spreadFilter: Filter = ({ pod }, snapshot) => {
  const constraints = (pod.spec?.topologySpreadConstraints ?? []).filter(
    ({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule',
  );
  if (constraints.length === 0) return undefined;
  const rules = constraints.map((constraint) => {
    const counts = countByDomain(constraint, constraints, pod, snapshot);
    const isTooFew = counts.size < (constraint.minDomains ?? 1);
    const least = isTooFew || counts.size === 0 ? 0 : Math.min(...counts.values());
    const own = isCounted(constraint, pod, pod) ? 1 : 0;
    return { constraint, counts, least, own };
  });
  return ({ labels }) => {
    for (const { constraint, counts, least, own } of rules) {
      const domain = labels[constraint.topologyKey];
      if (domain === undefined) return { reasons: [`${mismatch} (missing required label)`], isFinal: true };
      const skew = (counts.get(domain) ?? 0) + own - least;
      if (skew > constraint.maxSkew) return { reasons: [mismatch], isFinal: false };
    }
    return undefined;
  };
};
