// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// A number of equal, stateless VMIs.

import { condition } from '../meta/condition.ts';
import { LabelSelector } from '../meta/label-selector.ts';
import { ObjectMeta } from '../meta/object-meta.ts';
import { boolean, type Infer, int32, list, object, ref, required, string } from '../schema.ts';
import { VirtualMachineInstanceTemplateSpec } from './spec.ts';

export const VirtualMachineInstanceReplicaSetCondition = condition('VirtualMachineInstanceReplicaSetCondition.');
export interface VirtualMachineInstanceReplicaSetCondition
  extends Infer<typeof VirtualMachineInstanceReplicaSetCondition> {}

export const VirtualMachineInstanceReplicaSetSpec = object('Virtual machine instance replica set spec.', {
  selector: required(ref<LabelSelector>(LabelSelector, 'Selector.')),
  template: required(ref<VirtualMachineInstanceTemplateSpec>(VirtualMachineInstanceTemplateSpec, 'Template.')),
  paused: boolean('Paused.'),
  replicas: int32('Replicas.'),
});
export interface VirtualMachineInstanceReplicaSetSpec extends Infer<typeof VirtualMachineInstanceReplicaSetSpec> {}

export const VirtualMachineInstanceReplicaSetStatus = object(
  'Virtual machine instance replica set status.',
  {
    conditions: list(
      ref<VirtualMachineInstanceReplicaSetCondition>(VirtualMachineInstanceReplicaSetCondition),
      'Conditions.',
    ),
    labelSelector: string('Label selector.'),
    readyReplicas: int32('Ready replicas.'),
    replicas: int32('Replicas.'),
  },
  { nullable: true },
);
export interface VirtualMachineInstanceReplicaSetStatus extends Infer<typeof VirtualMachineInstanceReplicaSetStatus> {}

export const VirtualMachineInstanceReplicaSet = object('Virtual machine instance replica set.', {
  spec: required(ref<VirtualMachineInstanceReplicaSetSpec>(VirtualMachineInstanceReplicaSetSpec, 'Spec.')),
  apiVersion: string('Api version.'),
  kind: string('Kind.'),
  metadata: ref<ObjectMeta>(ObjectMeta, 'Metadata.'),
  status: ref<VirtualMachineInstanceReplicaSetStatus>(VirtualMachineInstanceReplicaSetStatus, 'Status.'),
});
export interface VirtualMachineInstanceReplicaSet extends Infer<typeof VirtualMachineInstanceReplicaSet> {}
