// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Node, Pod } from '@kubevirt-ts/kube';
import type { Filter } from '../snapshot.ts';

type Affinity = NonNullable<NonNullable<Pod['spec']>['affinity']>['nodeAffinity'];
/** A term of a node selector: all its requirements must hold. */
export type NodeSelectorTerm = NonNullable<
  NonNullable<Affinity>['requiredDuringSchedulingIgnoredDuringExecution']
>['nodeSelectorTerms'][number];
type Requirement = NonNullable<NodeSelectorTerm['matchExpressions']>[number];

/** Whether one of the terms takes a node; a term without requirements takes none. */
export function matchesTerms(terms: readonly NodeSelectorTerm[], node: Node): boolean {
  return terms.some((term) => matchesTerm(term, node));
}

/** Whether a term takes a node. */
export function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  const labels = node.metadata?.labels ?? {};
  const fields: Record<string, string | undefined> = { 'metadata.name': node.metadata?.name };
  return (
    matchExpressions.every((requirement) => meets(requirement, labels[requirement.key])) &&
    matchFields.every((requirement) => meets(requirement, fields[requirement.key]))
  );
}

function meets({ operator, values = [] }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return isInteger(value) && isInteger(values[0]) && BigInt(value) > BigInt(values[0]);
    case 'Lt':
      return isInteger(value) && isInteger(values[0]) && BigInt(value) < BigInt(values[0]);
    default:
      return false;
  }
}

function isInteger(text: string | undefined): text is string {
  return text !== undefined && /^-?\d+$/.test(text);
}

/** Whether a pod's node selector and required node affinity take a node. */
export function matchesNodeAffinity(pod: Pod, node: Node): boolean {
  const labels = node.metadata?.labels ?? {};
  const selector = Object.entries(pod.spec?.nodeSelector ?? {});
  if (!selector.every(([key, value]) => labels[key] === value)) return false;
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || matchesTerms(required.nodeSelectorTerms, node);
}

/** Keeps pods to nodes by selector and affinity. @upstream NodeAffinity */
export const nodeSelectorFilter: Filter = ({ pod }) => {
  const names = namedNodes(pod);
  return ({ node, name }) => {
    if (names && !names.has(name)) {
      return { reasons: ["node(s) didn't satisfy plugin(s) [NodeAffinity]"], isFinal: true };
    }
    if (matchesNodeAffinity(pod, node)) return undefined;
    return { reasons: ["node(s) didn't match Pod's node affinity/selector"], isFinal: true };
  };
};

/** The nodes a pod names in each of its terms, as pods of DaemonSets do; undefined when it leaves others. */
function namedNodes(pod: Pod): Set<string> | undefined {
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms) return undefined;
  const names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    const sets = matchFields
      .filter(({ key, operator }) => key === 'metadata.name' && operator === 'In')
      .map(({ values }) => new Set(values));
    if (sets.length === 0) return undefined;
    for (const name of sets[0] ?? []) if (sets.every((set) => set.has(name))) names.add(name);
  }
  return names;
}
