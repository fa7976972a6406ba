// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type ClusterRole, isDeepEqual, type PolicyRule } from '@kubevirt-ts/kube';
import { selects } from '../label-selector.ts';

/** The rules that an aggregating role should have: those of the roles its selectors take, by name, each rule once. */
function aggregatedRules(role: ClusterRole, all: readonly ClusterRole[]): PolicyRule[] {
  const rules: PolicyRule[] = [];
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const taken = all.filter(
      ({ metadata }) => metadata?.name !== role.metadata?.name && selects(selector, metadata?.labels),
    );
    for (const other of taken.toSorted(byName)) {
      for (const rule of other.rules ?? []) if (!rules.some((known) => isDeepEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}

function byName(a: ClusterRole, b: ClusterRole): number {
  return (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1;
}

/** The rules to write to a role; undefined when it does not aggregate, or has them. */
export function decide(role: ClusterRole | undefined, all: readonly ClusterRole[]): PolicyRule[] | undefined {
  if (!role?.aggregationRule) return undefined;
  const rules = aggregatedRules(role, all);
  return isDeepEqual(rules, role.rules ?? []) ? undefined : rules;
}
