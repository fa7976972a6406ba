// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Tolerations and spreading.

import { LabelSelector } from '../meta/label-selector.ts';
import { atomicList, type Infer, int32, int64, object, oneOf, ref, required, string } from '../schema.ts';

export const Toleration = object('Toleration.', {
  effect: oneOf(['NoExecute', 'NoSchedule', 'PreferNoSchedule'], 'Effect.'),
  key: string('Key.'),
  operator: oneOf(['Equal', 'Exists'], 'Operator.'),
  tolerationSeconds: int64('Toleration seconds.'),
  value: string('Value.'),
});
export interface Toleration extends Infer<typeof Toleration> {}

export const TopologySpreadConstraint = object('Topology spread constraint.', {
  maxSkew: required(int32('Max skew.')),
  topologyKey: required(string('Topology key.')),
  whenUnsatisfiable: required(oneOf(['DoNotSchedule', 'ScheduleAnyway'], 'When unsatisfiable.')),
  labelSelector: ref<LabelSelector>(LabelSelector, 'Label selector.'),
  matchLabelKeys: atomicList(string(), 'Match label keys.'),
  minDomains: int32('Min domains.'),
  nodeAffinityPolicy: oneOf(['Honor', 'Ignore'], 'Node affinity policy.'),
  nodeTaintsPolicy: oneOf(['Honor', 'Ignore'], 'Node taints policy.'),
});
export interface TopologySpreadConstraint extends Infer<typeof TopologySpreadConstraint> {}
