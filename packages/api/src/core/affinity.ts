// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Which nodes attract or repel a pod.

import { LabelSelector } from '../meta/label-selector.ts';
import { atomicList, type Infer, int32, object, oneOf, ref, required, string } from '../schema.ts';

export const NodeSelectorRequirement = object('One condition on the value of one node label or field.', {
  key: required(string('Name of the label or field.')),
  operator: required(
    oneOf(
      ['DoesNotExist', 'Exists', 'Gt', 'In', 'Lt', 'NotIn'],
      'How the value is compared; Gt and Lt compare whole numbers.',
    ),
  ),
  values: atomicList(string(), 'One value for Gt and Lt, any number for In and NotIn, none for the others.'),
});
export interface NodeSelectorRequirement extends Infer<typeof NodeSelectorRequirement> {}

export const NodeSelectorTerm = object(
  'Conditions that a node meets all together; without any, no node matches.',
  {
    matchExpressions: atomicList(ref<NodeSelectorRequirement>(NodeSelectorRequirement), 'Conditions on labels.'),
    matchFields: atomicList(
      ref<NodeSelectorRequirement>(NodeSelectorRequirement),
      'Conditions on fields, of which metadata.name is the only one.',
    ),
  },
  { atomic: true },
);
export interface NodeSelectorTerm extends Infer<typeof NodeSelectorTerm> {}

export const NodeSelector = object(
  'Selects nodes that meet at least one of the terms.',
  {
    nodeSelectorTerms: required(atomicList(ref<NodeSelectorTerm>(NodeSelectorTerm), 'Alternatives, at least one.')),
  },
  { atomic: true },
);
export interface NodeSelector extends Infer<typeof NodeSelector> {}

export const PreferredSchedulingTerm = object('Nodes that are better than others.', {
  weight: required(int32('What a matching node gains, 1 to 100.')),
  preference: required(ref<NodeSelectorTerm>(NodeSelectorTerm, 'Which nodes match.')),
});
export interface PreferredSchedulingTerm extends Infer<typeof PreferredSchedulingTerm> {}

export const NodeAffinity = object('Nodes that attract a pod.', {
  requiredDuringSchedulingIgnoredDuringExecution: ref<NodeSelector>(
    NodeSelector,
    'Nodes outside this selection are not considered; later changes of labels do not move the pod.',
  ),
  preferredDuringSchedulingIgnoredDuringExecution: atomicList(
    ref<PreferredSchedulingTerm>(PreferredSchedulingTerm),
    'Among possible nodes, the one with the highest sum of weights is taken.',
  ),
});
export interface NodeAffinity extends Infer<typeof NodeAffinity> {}

export const PodAffinityTerm = object('Pods next to, or away from, which a pod is placed.', {
  topologyKey: required(string('Node label whose equal values mean "the same place", such as kubernetes.io/hostname.')),
  labelSelector: ref<LabelSelector>(LabelSelector, 'Which pods are meant.'),
  namespaces: atomicList(
    string(),
    "Namespaces in which those pods are looked for; the pod's own when neither this nor namespaceSelector is given.",
  ),
  namespaceSelector: ref<LabelSelector>(LabelSelector, 'Namespaces in which those pods are looked for, by label.'),
  matchLabelKeys: atomicList(string(), 'Labels whose values on the new pod are added to labelSelector as "equal to".'),
  mismatchLabelKeys: atomicList(
    string(),
    'Labels whose values on the new pod are added to labelSelector as "different from".',
  ),
});
export interface PodAffinityTerm extends Infer<typeof PodAffinityTerm> {}

export const WeightedPodAffinityTerm = object('Places that are better, or worse, than others.', {
  weight: required(int32('What a matching place counts, 1 to 100.')),
  podAffinityTerm: required(ref<PodAffinityTerm>(PodAffinityTerm, 'Which pods and places are meant.')),
});
export interface WeightedPodAffinityTerm extends Infer<typeof WeightedPodAffinityTerm> {}

export const PodAffinity = object('Places that other pods make attractive.', {
  requiredDuringSchedulingIgnoredDuringExecution: atomicList(
    ref<PodAffinityTerm>(PodAffinityTerm),
    'Places without such pods are not considered.',
  ),
  preferredDuringSchedulingIgnoredDuringExecution: atomicList(
    ref<WeightedPodAffinityTerm>(WeightedPodAffinityTerm),
    'Places with such pods are preferred by weight.',
  ),
});
export interface PodAffinity extends Infer<typeof PodAffinity> {}

export const PodAntiAffinity = object('Places that other pods make unattractive.', {
  requiredDuringSchedulingIgnoredDuringExecution: atomicList(
    ref<PodAffinityTerm>(PodAffinityTerm),
    'Places with such pods are not considered.',
  ),
  preferredDuringSchedulingIgnoredDuringExecution: atomicList(
    ref<WeightedPodAffinityTerm>(WeightedPodAffinityTerm),
    'Places with such pods are avoided by weight.',
  ),
});
export interface PodAntiAffinity extends Infer<typeof PodAntiAffinity> {}

export const Affinity = object('What attracts a pod to nodes or repels it.', {
  nodeAffinity: ref<NodeAffinity>(NodeAffinity, 'Attraction by labels of nodes.'),
  podAffinity: ref<PodAffinity>(PodAffinity, 'Attraction by pods that are already there.'),
  podAntiAffinity: ref<PodAntiAffinity>(PodAntiAffinity, 'Repulsion by pods that are already there.'),
});
export interface Affinity extends Infer<typeof Affinity> {}
