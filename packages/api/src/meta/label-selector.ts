// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Selection of objects by their labels.

import { atomicList, type Infer, map, object, ref, required, string } from '../schema.ts';

export const LabelSelectorRequirement = object('Label selector requirement.', {
  key: required(string('Key.')),
  operator: required(string('Operator.')),
  values: atomicList(string(), 'Values.'),
});
export interface LabelSelectorRequirement extends Infer<typeof LabelSelectorRequirement> {}

export const LabelSelector = object(
  'Label selector.',
  {
    matchExpressions: atomicList(ref<LabelSelectorRequirement>(LabelSelectorRequirement), 'Match expressions.'),
    matchLabels: map(string(), 'Match labels.'),
  },
  { atomic: true },
);
export interface LabelSelector extends Infer<typeof LabelSelector> {}
