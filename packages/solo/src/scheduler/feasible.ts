// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { filters } from './filters/index.ts';
import type { NodeInfo, PodInfo } from './node-info.ts';
import type { NodeCheck, Refusal, Snapshot } from './snapshot.ts';

/** Where a pod can be, and why not elsewhere. */
export interface Feasible {
  nodes: NodeInfo[];
  /** Why it cannot be on each of the other nodes. */
  refusals: Map<string, Refusal>;
  /** Why it can be on none, whatever the node. */
  refused?: string;
}

/** Pods that room is kept for on a node, as they have driven others out of it. */
export type Nominated = (node: string) => readonly PodInfo[];

/** All nodes a pod can be on, with room left for pods that were promised one and are as important. */
export function feasible(info: PodInfo, snapshot: Snapshot, nominated: Nominated = () => []): Feasible {
  const prepared = prepare(info, snapshot);
  const found: Feasible = { nodes: [], refusals: new Map() };
  if ('refused' in prepared) {
    for (const { name } of snapshot.nodes) found.refusals.set(name, { reasons: [prepared.refused], isFinal: true });
    return { ...found, refused: prepared.refused };
  }
  for (const node of snapshot.nodes) {
    const promised = nominated(node.name).filter(
      ({ pod, priority }) => priority >= info.priority && pod.metadata?.uid !== info.pod.metadata?.uid,
    );
    const refusal =
      (promised.length > 0 ? refusalOn(info, node.with(promised), snapshot) : undefined) ??
      first(prepared.checks, node);
    if (refusal) found.refusals.set(node.name, refusal);
    else found.nodes.push(node);
  }
  return found;
}

/** Why a pod cannot be on a node that is as given, whatever the snapshot says of it. */
export function refusalOn(info: PodInfo, node: NodeInfo, snapshot: Snapshot): Refusal | undefined {
  const nodes = snapshot.nodes.map((other) => (other.name === node.name ? node : other));
  const prepared = prepare(info, { ...snapshot, nodes });
  if ('refused' in prepared) return { reasons: [prepared.refused], isFinal: true };
  return first(prepared.checks, node);
}

function prepare(info: PodInfo, snapshot: Snapshot): { refused: string } | { checks: NodeCheck[] } {
  const checks: NodeCheck[] = [];
  for (const filter of filters) {
    const check = filter(info, snapshot);
    if (typeof check === 'function') checks.push(check);
    else if (check) return check;
  }
  return { checks };
}

function first(checks: readonly NodeCheck[], node: NodeInfo): Refusal | undefined {
  for (const check of checks) {
    const refusal = check(node);
    if (refusal) return refusal;
  }
  return undefined;
}
