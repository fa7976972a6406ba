// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Selection of objects by their labels.

import { atomicList, type Infer, map, object, ref, required, string } from '../schema.ts';

export const LabelSelectorRequirement = object('One condition on the value of one label.', {
  key: required(string('Name of the label.')),
  operator: required(string('How the value is compared: In, NotIn, Exists or DoesNotExist.')),
  values: atomicList(string(), 'Values for In and NotIn; empty for the others.'),
});
export interface LabelSelectorRequirement extends Infer<typeof LabelSelectorRequirement> {}

export const LabelSelector = object(
  'Selects objects whose labels meet every condition; one without conditions selects all.',
  {
    matchLabels: map(string(), 'Labels an object must have with exactly these values.'),
    matchExpressions: atomicList(
      ref<LabelSelectorRequirement>(LabelSelectorRequirement),
      'Further conditions, all of which must hold.',
    ),
  },
  { atomic: true },
);
export interface LabelSelector extends Infer<typeof LabelSelector> {}
