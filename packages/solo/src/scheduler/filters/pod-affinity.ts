// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod } from '@kubevirt-ts/kube';
import { selects } from '../../controllers/label-selector.ts';
import type { NodeInfo } from '../node-info.ts';
import type { Filter, Snapshot } from '../snapshot.ts';

type Affinity = NonNullable<NonNullable<Pod['spec']>['affinity']>;
/** Pods near which, or away from which, a pod is to be. */
export type PodAffinityTerm = NonNullable<
  NonNullable<Affinity['podAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
>[number];

/** Whether a term of `owner` means `other`. */
export function termMeans(term: PodAffinityTerm, owner: Pod, other: Pod, snapshot: Snapshot): boolean {
  return isInNamespaces(term, owner, other, snapshot) && selects(selectorOf(term, owner), other.metadata?.labels);
}

function isInNamespaces(term: PodAffinityTerm, owner: Pod, other: Pod, snapshot: Snapshot): boolean {
  const namespace = other.metadata?.namespace ?? '';
  const { namespaces = [], namespaceSelector } = term;
  if (namespaces.length === 0 && !namespaceSelector) return namespace === owner.metadata?.namespace;
  if (namespaces.includes(namespace)) return true;
  return !!namespaceSelector && selects(namespaceSelector, snapshot.namespaceLabels(namespace));
}

function selectorOf(term: PodAffinityTerm, owner: Pod): PodAffinityTerm['labelSelector'] {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  if (!labelSelector || matchLabelKeys.length + mismatchLabelKeys.length === 0) return labelSelector;
  const labels = owner.metadata?.labels ?? {};
  const of = (keys: readonly string[], operator: string) =>
    keys.flatMap((key) => (labels[key] === undefined ? [] : [{ key, operator, values: [labels[key]] }]));
  return {
    ...labelSelector,
    matchExpressions: [
      ...(labelSelector.matchExpressions ?? []),
      ...of(matchLabelKeys, 'In'),
      ...of(mismatchLabelKeys, 'NotIn'),
    ],
  };
}

/** The terms that keep a pod near others. */
export function requiredAffinity(pod: Pod): readonly PodAffinityTerm[] {
  return pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** The terms that keep others away from a pod. */
function requiredAntiAffinity(pod: Pod): readonly PodAffinityTerm[] {
  return pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** `key=value` of the topology domains in which there is such a pod. */
function domains(snapshot: Snapshot, found: (node: NodeInfo) => readonly PodAffinityTerm[]): Set<string> {
  const all = new Set<string>();
  for (const node of snapshot.nodes) {
    for (const { topologyKey } of found(node)) {
      const value = node.labels[topologyKey];
      if (value !== undefined) all.add(`${topologyKey}=${value}`);
    }
  }
  return all;
}

const isIn = (set: ReadonlySet<string>, { labels }: NodeInfo, key: string) =>
  labels[key] !== undefined && set.has(`${key}=${labels[key]}`);

/** Keeps a pod near and away from others as it and they require. @upstream InterPodAffinity */
export const podAffinityFilter: Filter = ({ pod }, snapshot) => {
  const near = requiredAffinity(pod);
  const away = requiredAntiAffinity(pod);
  // All terms must mean the very same pod, as upstream counts it.
  const companions = domains(snapshot, ({ pods }) =>
    pods.some((other) => near.every((term) => termMeans(term, pod, other.pod, snapshot))) ? near : [],
  );
  const unwanted = domains(snapshot, ({ pods }) =>
    away.filter((term) => pods.some((other) => termMeans(term, pod, other.pod, snapshot))),
  );
  const resented = domains(snapshot, ({ pods }) =>
    pods.flatMap((other) =>
      requiredAntiAffinity(other.pod).filter((term) => termMeans(term, other.pod, pod, snapshot)),
    ),
  );
  const isFirstOfItsKind = companions.size === 0 && near.every((term) => termMeans(term, pod, pod, snapshot));
  return (node) => {
    const hasKeys = near.every(({ topologyKey }) => node.labels[topologyKey] !== undefined);
    const isNear = near.every(({ topologyKey }) => isIn(companions, node, topologyKey)) || isFirstOfItsKind;
    if (!hasKeys || !isNear) return { reasons: ["node(s) didn't match pod affinity rules"], isFinal: true };
    if (away.some(({ topologyKey }) => isIn(unwanted, node, topologyKey))) {
      return { reasons: ["node(s) didn't match pod anti-affinity rules"], isFinal: false };
    }
    const isResented = Object.entries(node.labels).some(([key, value]) => resented.has(`${key}=${value}`));
    if (isResented) return { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], isFinal: false };
    return undefined;
  };
};
