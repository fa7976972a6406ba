// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { NodeInfo, PodInfo } from '../node-info.ts';
import type { Snapshot } from '../snapshot.ts';
import { imageLocality } from './images.ts';
import { company, discouragement, preferredNodes } from './preferences.ts';
import { balanced, leastAllocated } from './resources.ts';
import { crowding } from './spread.ts';

/** The best of some nodes for a pod; of equals one at random. */
export function best(info: PodInfo, nodes: readonly NodeInfo[], snapshot: Snapshot, random: () => number): NodeInfo {
  const scores = total(info, nodes, snapshot);
  const highest = Math.max(...scores);
  const equals = nodes.filter((_, at) => scores[at] === highest);
  return equals[Math.floor(random() * equals.length)] ?? nodes[0]!;
}

/** The score of each node: what speaks for it, each on a scale of 100, weighted as upstream does. */
function total(info: PodInfo, nodes: readonly NodeInfo[], snapshot: Snapshot): number[] {
  const near = company(info, snapshot);
  const crowded = crowding(info, snapshot);
  const parts = [
    { weight: 3, scores: scaled(nodes.map((node) => -discouragement(info, node))) },
    { weight: 2, scores: shareOfMost(nodes.map((node) => preferredNodes(info, node))) },
    { weight: 2, scores: scaled(nodes.map((node) => -crowded(node))) },
    { weight: 2, scores: scaled(nodes.map(near)) },
    { weight: 1, scores: nodes.map((node) => leastAllocated(info, node)) },
    { weight: 1, scores: nodes.map((node) => balanced(info, node)) },
    { weight: 1, scores: nodes.map((node) => imageLocality(info, node)) },
  ];
  return nodes.map((_, at) => parts.reduce((sum, { weight, scores }) => sum + weight * (scores[at] ?? 0), 0));
}

/** Spreads values over 0 to 100; all the same are all 100. */
function scaled(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (most === least ? 100 : Math.floor(((value - least) * 100) / (most - least))));
}

function shareOfMost(values: readonly number[]): number[] {
  const most = Math.max(...values);
  return values.map((value) => (most === 0 ? 0 : Math.floor((value * 100) / most)));
}
