// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Tolerations and spreading.

import { LabelSelector } from '../meta/label-selector.ts';
import { atomicList, type Infer, int32, int64, object, oneOf, ref, required, string } from '../schema.ts';

export const Toleration = object('A taint of nodes that does not keep the pod away.', {
  key: string('Name of the taint; absent, with operator Exists, means all taints.'),
  operator: oneOf(['Equal', 'Exists'], 'Equal (default) compares the value, Exists takes any.'),
  value: string('Value of the taint for operator Equal.'),
  effect: oneOf(['NoExecute', 'NoSchedule', 'PreferNoSchedule'], 'Effect of the taint; absent means every effect.'),
  tolerationSeconds: int64(
    'Seconds the pod stays after a NoExecute taint appears; for ever when absent, at once when 0 or less.',
  ),
});
export interface Toleration extends Infer<typeof Toleration> {}

export const TopologySpreadConstraint = object('How evenly pods are spread over places.', {
  topologyKey: required(string('Node label whose values are the places.')),
  maxSkew: required(int32('By how many pods the fullest place may exceed the emptiest; above 0.')),
  whenUnsatisfiable: required(
    oneOf(
      ['DoNotSchedule', 'ScheduleAnyway'],
      'Whether a pod that would break the rule waits, or is placed where it hurts least.',
    ),
  ),
  labelSelector: ref<LabelSelector>(LabelSelector, 'Pods that are counted.'),
  matchLabelKeys: atomicList(string(), 'Labels whose values on the new pod narrow the pods that are counted.'),
  minDomains: int32('With fewer places than this, the emptiest counts as having no pods; 1 when absent.'),
  nodeAffinityPolicy: oneOf(
    ['Honor', 'Ignore'],
    'Whether places the pod cannot go to by affinity and selector are left out (Honor, the default) or counted.',
  ),
  nodeTaintsPolicy: oneOf(
    ['Honor', 'Ignore'],
    'Whether places with taints the pod does not tolerate are left out or counted (Ignore, the default).',
  ),
});
export interface TopologySpreadConstraint extends Infer<typeof TopologySpreadConstraint> {}
