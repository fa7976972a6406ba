// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { matchesTerm } from '../filters/node-selector.ts';
import { type PodAffinityTerm, requiredAffinity, termMeans } from '../filters/pod-affinity.ts';
import { untolerated } from '../filters/taints.ts';
import type { NodeInfo, PodInfo } from '../node-info.ts';
import type { Snapshot } from '../snapshot.ts';

/** The weight of preferred node affinity terms that a node satisfies. @upstream NodeAffinity */
export function preferredNodes({ pod }: PodInfo, { node }: NodeInfo): number {
  const preferred = pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return preferred.reduce((sum, { weight, preference }) => {
    const { matchExpressions = [], matchFields = [] } = preference;
    const isAny = matchExpressions.length + matchFields.length === 0;
    return sum + (isAny || matchesTerm(preference, node) ? weight : 0);
  }, 0);
}

/** The number of a node's discouraging taints that a pod does not tolerate. @upstream TaintToleration */
export function discouragement({ pod }: PodInfo, { node }: NodeInfo): number {
  const taints = node.spec?.taints ?? [];
  return taints.filter((taint) => untolerated([taint], pod.spec?.tolerations, ['PreferNoSchedule'])).length;
}

/** Adds to each node the weight of who is near it that a pod likes or dislikes, or that likes or dislikes the pod. @upstream InterPodAffinity */
export function company({ pod }: PodInfo, snapshot: Snapshot): (node: NodeInfo) => number {
  const weights = new Map<string, number>();
  const note = (node: NodeInfo, term: PodAffinityTerm, weight: number) => {
    const value = node.labels[term.topologyKey];
    if (value === undefined) return;
    const key = `${term.topologyKey}=${value}`;
    weights.set(key, (weights.get(key) ?? 0) + weight);
  };
  const own = preferences(pod);
  for (const node of snapshot.nodes) {
    for (const { pod: other } of node.pods) {
      for (const { term, weight } of own) if (termMeans(term, pod, other, snapshot)) note(node, term, weight);
      const theirs = [...preferences(other), ...requiredAffinity(other).map((term) => ({ term, weight: 1 }))];
      for (const { term, weight } of theirs) if (termMeans(term, other, pod, snapshot)) note(node, term, weight);
    }
  }
  return ({ labels }) =>
    Object.entries(labels).reduce((sum, [key, value]) => sum + (weights.get(`${key}=${value}`) ?? 0), 0);
}

function preferences(pod: PodInfo['pod']): { term: PodAffinityTerm; weight: number }[] {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  const near = podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const away = podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return [
    ...near.map(({ weight, podAffinityTerm: term }) => ({ term, weight })),
    ...away.map(({ weight, podAffinityTerm: term }) => ({ term, weight: -weight })),
  ];
}
