// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// A number of equal, stateless VMIs.

import { condition } from '../meta/condition.ts';
import { LabelSelector } from '../meta/label-selector.ts';
import { ObjectMeta } from '../meta/object-meta.ts';
import { boolean, type Infer, int32, list, object, ref, required, string } from '../schema.ts';
import { VirtualMachineInstanceTemplateSpec } from './spec.ts';

/** A condition of a VirtualMachineInstanceReplicaSet. */
export const VirtualMachineInstanceReplicaSetCondition = condition(
  'One observed fact about a replica set: ReplicaFailure or ReplicaPaused.',
);
/** A condition of a VirtualMachineInstanceReplicaSet. */
export interface VirtualMachineInstanceReplicaSetCondition
  extends Infer<typeof VirtualMachineInstanceReplicaSetCondition> {}

export const VirtualMachineInstanceReplicaSetSpec = object('How many VMIs of which kind.', {
  replicas: int32('VMIs that are wanted; 1 when absent.'),
  selector: required(
    ref<LabelSelector>(LabelSelector, "VMIs that belong to the set; must match the template's labels."),
  ),
  template: required(
    ref<VirtualMachineInstanceTemplateSpec>(VirtualMachineInstanceTemplateSpec, 'The VMI that is made.'),
  ),
  paused: boolean('VMIs are neither made nor deleted; false when absent.'),
});
export interface VirtualMachineInstanceReplicaSetSpec extends Infer<typeof VirtualMachineInstanceReplicaSetSpec> {}

export const VirtualMachineInstanceReplicaSetStatus = object(
  'What is known of a replica set.',
  {
    replicas: int32('VMIs that exist and have not ended.'),
    readyReplicas: int32('VMIs that are ready.'),
    conditions: list(
      ref<VirtualMachineInstanceReplicaSetCondition>(VirtualMachineInstanceReplicaSetCondition),
      'Observed facts.',
    ),
    labelSelector: string('The selector as text, for autoscalers.'),
  },
  { nullable: true },
);
export interface VirtualMachineInstanceReplicaSetStatus extends Infer<typeof VirtualMachineInstanceReplicaSetStatus> {}

export const VirtualMachineInstanceReplicaSet = object(
  'A number of equal, stateless VMIs; those that ended are replaced.',
  {
    apiVersion: string('kubevirt.io/v1.'),
    kind: string('VirtualMachineInstanceReplicaSet.'),
    metadata: ref<ObjectMeta>(ObjectMeta, 'Name, labels and the like.'),
    spec: required(
      ref<VirtualMachineInstanceReplicaSetSpec>(VirtualMachineInstanceReplicaSetSpec, 'How many VMIs of which kind.'),
    ),
    status: ref<VirtualMachineInstanceReplicaSetStatus>(
      VirtualMachineInstanceReplicaSetStatus,
      'What is known of the set.',
    ),
  },
);
export interface VirtualMachineInstanceReplicaSet extends Infer<typeof VirtualMachineInstanceReplicaSet> {}
