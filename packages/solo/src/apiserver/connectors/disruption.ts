// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod, PodDisruptionBudget } from '@kubevirt-ts/kube';
import { selects } from '../../controllers/label-selector.ts';
import { isReady, isTerminating } from '../../controllers/pods/state.ts';

/** Whether a pod may be disturbed. */
export type Permission =
  /** No budget has a say. */
  | { may: 'delete' }
  /** This budget allows one less from now on. */
  | { may: 'spend'; budget: PodDisruptionBudget }
  /** Its budget allows it as long as it is not ready. */
  | { may: 'delete-unready' }
  | { may: 'not'; why: string; retryAfterSeconds: number }
  | { may: 'never'; why: string };

/** Evictions that are under way at most, in the records of one budget. */
const mostDisrupted = 2000;
const stillProcessedSeconds = 10;

/** What the budgets of a pod's namespace say of its eviction. */
export function permission(pod: Pod, budgets: readonly PodDisruptionBudget[]): Permission {
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || isTerminating(pod))
    return { may: 'delete' };
  const meant = budgets.filter(({ spec }) => selects(spec?.selector, pod.metadata?.labels));
  const [budget] = meant;
  if (!budget) return { may: 'delete' };
  if (meant.length > 1) {
    const why = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    return { may: 'never', why };
  }
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
  if (!isReady(pod)) {
    const isEnough = currentHealthy >= desiredHealthy && desiredHealthy > 0;
    if (budget.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow' || isEnough) return { may: 'delete-unready' };
  }
  return spending(budget);
}

function spending(budget: PodDisruptionBudget): Permission {
  const name = budget.metadata?.name;
  const { observedGeneration = 0, disruptionsAllowed = 0, disruptedPods = {}, conditions = [] } = budget.status ?? {};
  if (observedGeneration < (budget.metadata?.generation ?? 0)) {
    const why = `The disruption budget ${name} is still being processed by the server.`;
    return { may: 'not', why, retryAfterSeconds: stillProcessedSeconds };
  }
  if (disruptionsAllowed < 0 || Object.keys(disruptedPods).length > mostDisrupted) {
    const why =
      disruptionsAllowed < 0
        ? 'pdb disruptions allowed is negative'
        : 'DisruptedPods map too big - too many evictions not confirmed by PDB controller';
    return { may: 'never', why };
  }
  if (disruptionsAllowed > 0) return { may: 'spend', budget };
  const failure = conditions.find(({ type }) => type === 'DisruptionAllowed');
  if (failure?.reason === 'SyncFailed') {
    const why = `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${failure.message}`;
    return { may: 'not', why, retryAfterSeconds: 0 };
  }
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
  const why = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  return { may: 'not', why, retryAfterSeconds: 0 };
}
