// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PodDisruptionBudget } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { invalidValue, notSupported } from '../validation/causes.ts';
import { labelSelectorCauses } from '../validation/label-selector.ts';
import { countOrPercentCauses, over100Causes } from './template.ts';

function typed(object: Json): PodDisruptionBudget {
  return object as unknown as PodDisruptionBudget;
}

/** What is special about pod disruption budgets. */
export const disruptionBudgetStrategy: Strategy = {
  prepareForCreate(object) {
    object.status = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
  },
  validate: (object) => specCauses(typed(object)),
  validateUpdate: (object) => specCauses(typed(object)),
};

const evictionPolicies = ['AlwaysAllow', 'IfHealthyBudget'];

function specCauses({ spec }: PodDisruptionBudget): Cause[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec ?? {};
  const causes: Cause[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const sentence = 'minAvailable and maxUnavailable cannot be both set';
    causes.push(invalidValue('spec', spec, sentence));
  }
  for (const [name, value] of [
    ['minAvailable', minAvailable],
    ['maxUnavailable', maxUnavailable],
  ] as const) {
    if (value === undefined) continue;
    causes.push(...countOrPercentCauses(`spec.${name}`, value), ...over100Causes(`spec.${name}`, value));
  }
  causes.push(...labelSelectorCauses('spec.selector', selector));
  if (policy !== undefined && !evictionPolicies.includes(policy)) {
    causes.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, evictionPolicies));
  }
  return causes;
}
