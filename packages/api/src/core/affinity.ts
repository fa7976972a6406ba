// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Which nodes attract or repel a pod.

import { LabelSelector } from '../meta/label-selector.ts';
import { atomicList, type Infer, int32, object, oneOf, ref, required, string } from '../schema.ts';

export const NodeSelectorRequirement = object('Node selector requirement.', {
  key: required(string('Key.')),
  operator: required(oneOf(['DoesNotExist', 'Exists', 'Gt', 'In', 'Lt', 'NotIn'], 'Operator.')),
  values: atomicList(string(), 'Values.'),
});
export interface NodeSelectorRequirement extends Infer<typeof NodeSelectorRequirement> {}

export const NodeSelectorTerm = object(
  'Node selector term.',
  {
    matchExpressions: atomicList(ref<NodeSelectorRequirement>(NodeSelectorRequirement), 'Match expressions.'),
    matchFields: atomicList(ref<NodeSelectorRequirement>(NodeSelectorRequirement), 'Match fields.'),
  },
  { atomic: true },
);
export interface NodeSelectorTerm extends Infer<typeof NodeSelectorTerm> {}

export const NodeSelector = object(
  'Node selector.',
  {
    nodeSelectorTerms: required(atomicList(ref<NodeSelectorTerm>(NodeSelectorTerm), 'Node selector terms.')),
  },
  { atomic: true },
);
export interface NodeSelector extends Infer<typeof NodeSelector> {}

export const PreferredSchedulingTerm = object('Preferred scheduling term.', {
  preference: required(ref<NodeSelectorTerm>(NodeSelectorTerm, 'Preference.')),
  weight: required(int32('Weight.')),
});
export interface PreferredSchedulingTerm extends Infer<typeof PreferredSchedulingTerm> {}

export const NodeAffinity = object('Node affinity.', {
  preferredDuringSchedulingIgnoredDuringExecution: atomicList(
    ref<PreferredSchedulingTerm>(PreferredSchedulingTerm),
    'Preferred during scheduling ignored during execution.',
  ),
  requiredDuringSchedulingIgnoredDuringExecution: ref<NodeSelector>(
    NodeSelector,
    'Required during scheduling ignored during execution.',
  ),
});
export interface NodeAffinity extends Infer<typeof NodeAffinity> {}

export const PodAffinityTerm = object('Pod affinity term.', {
  topologyKey: required(string('Topology key.')),
  labelSelector: ref<LabelSelector>(LabelSelector, 'Label selector.'),
  matchLabelKeys: atomicList(string(), 'Match label keys.'),
  mismatchLabelKeys: atomicList(string(), 'Mismatch label keys.'),
  namespaceSelector: ref<LabelSelector>(LabelSelector, 'Namespace selector.'),
  namespaces: atomicList(string(), 'Namespaces.'),
});
export interface PodAffinityTerm extends Infer<typeof PodAffinityTerm> {}

export const WeightedPodAffinityTerm = object('Weighted pod affinity term.', {
  podAffinityTerm: required(ref<PodAffinityTerm>(PodAffinityTerm, 'Pod affinity term.')),
  weight: required(int32('Weight.')),
});
export interface WeightedPodAffinityTerm extends Infer<typeof WeightedPodAffinityTerm> {}

export const PodAffinity = object('Pod affinity.', {
  preferredDuringSchedulingIgnoredDuringExecution: atomicList(
    ref<WeightedPodAffinityTerm>(WeightedPodAffinityTerm),
    'Preferred during scheduling ignored during execution.',
  ),
  requiredDuringSchedulingIgnoredDuringExecution: atomicList(
    ref<PodAffinityTerm>(PodAffinityTerm),
    'Required during scheduling ignored during execution.',
  ),
});
export interface PodAffinity extends Infer<typeof PodAffinity> {}

export const PodAntiAffinity = object('Pod anti affinity.', {
  preferredDuringSchedulingIgnoredDuringExecution: atomicList(
    ref<WeightedPodAffinityTerm>(WeightedPodAffinityTerm),
    'Preferred during scheduling ignored during execution.',
  ),
  requiredDuringSchedulingIgnoredDuringExecution: atomicList(
    ref<PodAffinityTerm>(PodAffinityTerm),
    'Required during scheduling ignored during execution.',
  ),
});
export interface PodAntiAffinity extends Infer<typeof PodAntiAffinity> {}

export const Affinity = object('Affinity.', {
  nodeAffinity: ref<NodeAffinity>(NodeAffinity, 'Node affinity.'),
  podAffinity: ref<PodAffinity>(PodAffinity, 'Pod affinity.'),
  podAntiAffinity: ref<PodAntiAffinity>(PodAntiAffinity, 'Pod anti affinity.'),
});
export interface Affinity extends Infer<typeof Affinity> {}
