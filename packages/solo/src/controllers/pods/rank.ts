// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod } from '@kubevirt-ts/kube';
import { createdMs, isReady, readySinceMs } from './state.ts';

const phases: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 };
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

/**
 * The pods in the order in which their owner does without them: not placed, not running, not ready, cheap, crowded on a node,
 * young, restarted often. `neighbours` counts an owner's and its siblings' active pods by node.
 */
export function inDeletionOrder(pods: readonly Pod[], neighbours: ReadonlyMap<string, number>, now: Date): Pod[] {
  const rank = (pod: Pod) => neighbours.get(pod.spec?.nodeName ?? '') ?? 0;
  return [...pods].sort(
    (a, b) =>
      Number(!!a.spec?.nodeName) - Number(!!b.spec?.nodeName) ||
      (phases[a.status?.phase ?? ''] ?? 0) - (phases[b.status?.phase ?? ''] ?? 0) ||
      Number(isReady(a)) - Number(isReady(b)) ||
      costOf(a) - costOf(b) ||
      rank(b) - rank(a) ||
      (isReady(a) && isReady(b) ? byMagnitude(readySinceMs(a), readySinceMs(b), now) : 0) ||
      restarts(b) - restarts(a) ||
      byMagnitude(createdMs(a), createdMs(b), now) ||
      ((a.metadata?.uid ?? '') < (b.metadata?.uid ?? '') ? -1 : 1),
  );
}

function costOf(pod: Pod): number {
  const text = pod.metadata?.annotations?.[deletionCost] ?? '0';
  return /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : 0;
}

function restarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

/** The younger first, where ages of the same power of two count as equal. @upstream LogarithmicScaleDown */
function byMagnitude(aMs: number | undefined, bMs: number | undefined, now: Date): number {
  if (!aMs || !bMs) return (bMs ?? 0) - (aMs ?? 0);
  const magnitude = (sinceMs: number) => {
    const ageMs = now.getTime() - sinceMs;
    return ageMs > 0 ? Math.floor(Math.log2(ageMs * 1e6)) : -1;
  };
  return magnitude(aMs) - magnitude(bMs);
}
