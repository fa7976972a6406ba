// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { controllerOf, type Pod } from '@kubevirt-ts/kube';
import { isCounted, isEligible, type SpreadConstraint } from '../filters/topology-spread.ts';
import type { NodeInfo, PodInfo } from '../node-info.ts';
import type { Snapshot } from '../snapshot.ts';

// As upstream spreads the pods of one controller when nothing else is said.
const byDefault = [
  { topologyKey: 'kubernetes.io/hostname', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
];

/** How crowded a node's domains are with pods like this one: less is better. @upstream PodTopologySpread */
export function crowding({ pod }: PodInfo, snapshot: Snapshot): (node: NodeInfo) => number {
  const wished = (pod.spec?.topologySpreadConstraints ?? []).filter(
    ({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway',
  );
  const hasOwn = (pod.spec?.topologySpreadConstraints ?? []).length > 0;
  const rules = wished.map((constraint) =>
    counted(constraint, snapshot, {
      isOf: (other) => isCounted(constraint, pod, other),
      isIn: (node) => isEligible(constraint, pod, node),
    }),
  );
  const owner = controllerOf(pod)?.uid;
  if (!hasOwn && owner) {
    const isOf = (other: Pod) => controllerOf(other)?.uid === owner && !other.metadata?.deletionTimestamp;
    rules.push(...byDefault.map((rule) => counted(rule, snapshot, { isOf, isIn: () => true })));
  }
  return (node) => rules.reduce((sum, rule) => sum + rule(node), 0);
}

function counted(
  { topologyKey, maxSkew }: Pick<SpreadConstraint, 'topologyKey' | 'maxSkew'>,
  snapshot: Snapshot,
  which: { isOf: (pod: Pod) => boolean; isIn: (node: NodeInfo) => boolean },
): (node: NodeInfo) => number {
  const counts = new Map<string, number>();
  for (const node of snapshot.nodes) {
    const domain = node.labels[topologyKey];
    if (domain === undefined || !which.isIn(node)) continue;
    counts.set(domain, (counts.get(domain) ?? 0) + node.pods.filter(({ pod }) => which.isOf(pod)).length);
  }
  const weight = Math.log(counts.size + 2);
  return ({ labels }) => {
    const domain = labels[topologyKey];
    return domain === undefined ? 0 : (counts.get(domain) ?? 0) * weight + (maxSkew - 1);
  };
}
