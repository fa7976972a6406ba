// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject, LabelSelector } from '@kubevirt-ts/kube';

/** Labels as objects carry them. */
export type Labels = Readonly<Record<string, string>>;

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number];

/** Whether labels satisfy a selector; an empty selector takes everything, an absent one nothing. */
export function selects(selector: LabelSelector | null | undefined, labels: Labels | undefined): boolean {
  if (!selector) return false;
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels?.[key] === value) &&
    (selector.matchExpressions ?? []).every((requirement) => meets(requirement, labels ?? {}))
  );
}

function meets({ key, operator, values = [] }: Requirement, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

/** Whether a selector takes everything. */
export function isEmptySelector(selector: LabelSelector | null | undefined): boolean {
  return (
    !!selector && Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0
  );
}

/** Whether an object in a namespace carries labels that a selector takes. */
export function selectsObject(
  selector: LabelSelector | null | undefined,
  namespace: string | undefined,
  object: KubeObject,
): boolean {
  return object.metadata?.namespace === namespace && selects(selector, object.metadata?.labels);
}
