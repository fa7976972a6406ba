// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { LabelSelector } from '@kubevirt-ts/api';

const operators: Record<string, (value: string | undefined, values: readonly string[]) => boolean> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** What makes a selector unusable, in Kubernetes' words, or nothing. */
export const selectorFault = (selector: LabelSelector | undefined): string | undefined => {
  const unknown = selector?.matchExpressions?.find(({ operator }) => !(operator in operators));
  return unknown && `"${unknown.operator}" is not a valid label selector operator`;
};

/** Whether labels match a selector; an absent selector matches nothing, an empty one everything. */
export const matchesSelector = (selector: LabelSelector | undefined, labels: Record<string, string> = {}): boolean =>
  selector !== undefined &&
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) =>
    operators[operator]?.(labels[key], values),
  );
