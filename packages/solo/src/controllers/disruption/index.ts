// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Controller,
  controller,
  isConflict,
  isDeepEqual,
  keyOf,
  type Pod,
  type PodDisruptionBudget,
  type Reconcile,
  resources,
  source,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { byNamespace, indexOf } from '../index-of.ts';
import { selects, selectsObject } from '../label-selector.ts';
import { errorText } from '../pods/control.ts';
import { type BudgetStatus, setFailed } from './conditions.ts';
import { decide, needsScale } from './decide.ts';
import { ScaleFinder } from './scale.ts';

/** A budget that could not be worked out is tried again after this long, though nothing is known to have changed. */
const retryMs = 30_000;

/**
 * Watches disruption budgets and the pods they select; writes into a budget's status how many of these may be disturbed now.
 * @upstream kube-controller-manager's disruption controller
 */
export function disruptionController(c: SoloContext): Controller {
  const budgets = c.cache(resources.podDisruptionBudgets);
  const pods = c.cache(resources.pods);
  const podsOf = indexOf(pods, byNamespace);
  const finder = new ScaleFinder(c);

  const write = async (budget: PodDisruptionBudget, status: BudgetStatus) => {
    if (isDeepEqual(budget.status ?? {}, status)) return;
    await c.client.update(resources.podDisruptionBudgets, { ...budget, status }, { subresource: 'status' });
  };
  const failed = async (budget: PodDisruptionBudget, error: unknown) => {
    c.event(
      budget,
      'Warning',
      'CalculateExpectedPodCountFailed',
      `Failed to calculate the number of expected pods: ${errorText(error)}`,
    );
    const { currentHealthy = 0, desiredHealthy = 0, expectedPods = 0 } = budget.status ?? {};
    const conditions = setFailed(budget, errorText(error), c.now());
    const numbers = { currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed: 0 };
    const observedGeneration = budget.metadata?.generation;
    await write(budget, { ...budget.status, ...numbers, observedGeneration, conditions });
  };
  const reconcile: Reconcile = async (key) => {
    const budget = budgets.get(key);
    if (!budget || budget.metadata?.deletionTimestamp) return;
    const inNamespace = podsOf.by(budget.metadata?.namespace ?? '');
    const selected = inNamespace.filter(({ metadata }) => selects(budget.spec?.selector, metadata?.labels));
    if (selected.length === 0) c.event(budget, 'Normal', 'NoPods', 'No matching pods found');
    let scale: number | undefined;
    try {
      const found = needsScale(budget) ? await finder.expected(selected) : undefined;
      if (found && found.unmanaged.length > 0) tellUnmanaged(c, budget, found.unmanaged);
      scale = found?.scale;
    } catch (error) {
      await failed(budget, error);
      return { afterMs: retryMs };
    }
    const { status, missed, afterMs } = decide({ budget, pods: selected, scale, now: c.now() });
    for (const pod of selected.filter(({ metadata }) => missed.includes(metadata?.name ?? ''))) {
      c.event(pod, 'Warning', 'NotDeleted', `Pod was expected by PDB ${key} to be deleted but it wasn't`);
    }
    try {
      await write(budget, status);
    } catch (error) {
      if (!isConflict(error)) throw error;
      // An eviction came in between: the cache is about to show it.
      return { afterMs: 5 };
    }
    return afterMs === undefined ? undefined : { afterMs };
  };
  const budgetsOf = (object: Pod): string[] =>
    budgets
      .list()
      .filter(({ spec, metadata }) => selectsObject(spec?.selector, metadata?.namespace, object))
      .map(keyOf);
  const scaled = (object: { metadata?: { namespace?: string } }): string[] =>
    budgets
      .list()
      .filter((budget) => needsScale(budget) && budget.metadata?.namespace === object.metadata?.namespace)
      .map(keyOf);
  return controller({
    name: 'disruption',
    logger: c.logger,
    signal: c.signal,
    reconcile,
    sources: [
      source(budgets),
      source(pods, budgetsOf),
      source(c.cache(resources.deployments), scaled),
      source(c.cache(resources.replicaSets), scaled),
    ],
  });
}

function tellUnmanaged(c: SoloContext, budget: PodDisruptionBudget, names: readonly string[]): void {
  const message =
    `Pods selected by this PodDisruptionBudget (selector: ${JSON.stringify(budget.spec?.selector)}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.';
  c.logger.debug({ budget: keyOf(budget), pods: names }, 'a disruption budget selects pods without a controller');
  c.event(budget, 'Warning', 'UnmanagedPods', message);
}
