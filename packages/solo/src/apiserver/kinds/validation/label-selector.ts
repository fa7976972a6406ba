// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { LabelSelector } from '@kubevirt-ts/kube';
import type { Cause } from '../../kind.ts';
import { forbiddenField, invalidEach, invalidValue, required } from './causes.ts';
import { labelCauses } from './metadata.ts';
import { isLabelValue, isQualifiedName } from './names.ts';

/** What is wrong with a label selector. */
export function labelSelectorCauses(field: string, selector: LabelSelector | null | undefined): Cause[] {
  if (!selector) return [];
  return [
    ...labelCauses(`${field}.matchLabels`, selector.matchLabels),
    ...(selector.matchExpressions ?? []).flatMap((one, i) => requirementCauses(`${field}.matchExpressions[${i}]`, one)),
  ];
}

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number];

function requirementCauses(field: string, { key, operator, values = [] }: Requirement): Cause[] {
  return [
    ...operatorCauses(field, operator, values),
    ...invalidEach(`${field}.key`, key, isQualifiedName(key)),
    ...values.flatMap((value, i) => invalidEach(`${field}.values[${i}]`, value, isLabelValue(value))),
  ];
}

function operatorCauses(field: string, operator: string, values: readonly string[]): Cause[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return [];
      return [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return [];
      return [forbiddenField(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    default:
      return [invalidValue(`${field}.operator`, operator ?? '', 'not a valid selector operator')];
  }
}
