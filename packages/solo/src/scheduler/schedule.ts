// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PodDisruptionBudget } from '@kubevirt-ts/kube';
import { feasible, type Nominated } from './feasible.ts';
import { unavailable } from './message.ts';
import type { PodInfo } from './node-info.ts';
import { preempt } from './preempt.ts';
import { best } from './scores/index.ts';
import type { Snapshot } from './snapshot.ts';

/** Where a pod goes; or why nowhere, and which pods make room for it on which node. */
export type Placement = { node: string } | { message: string; preempt?: { node: string; victims: PodInfo['pod'][] } };

/** What a placement depends on besides the nodes. */
export interface ScheduleOptions {
  nominated?: Nominated;
  budgets?: readonly PodDisruptionBudget[];
  random?: () => number;
}

/** Finds a node for a pod. */
export function schedule(info: PodInfo, snapshot: Snapshot, o: ScheduleOptions = {}): Placement {
  const count = snapshot.nodes.length;
  if (count === 0) return { message: 'no nodes available to schedule pods' };
  const { nodes, refusals, refused } = feasible(info, snapshot, o.nominated);
  if (nodes.length > 0) {
    const promised = nodes.find(({ name }) => name === info.pod.status?.nominatedNodeName);
    return { node: (promised ?? best(info, nodes, snapshot, o.random ?? Math.random)).name };
  }
  const message = refused ? `0/${count} nodes are available: ${refused}.` : unavailable(count, refusals.values());
  const preemption = preempt(info, snapshot, refusals, o.budgets ?? []);
  if ('message' in preemption) return { message: `${message} ${preemption.message}` };
  return { message, preempt: preemption };
}
