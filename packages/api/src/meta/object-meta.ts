// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What every object says about itself.

import {
  atomicList,
  boolean,
  type Infer,
  int64,
  keyedList,
  map,
  nullable,
  object,
  ref,
  required,
  setList,
  string,
  time,
} from '../schema.ts';

export const OwnerReference = object(
  'Owner reference.',
  {
    apiVersion: required(string('Api version.')),
    kind: required(string('Kind.')),
    name: required(string('Name.')),
    uid: required(string('Uid.')),
    blockOwnerDeletion: boolean('Block owner deletion.'),
    controller: boolean('Controller.'),
  },
  { atomic: true },
);
export interface OwnerReference extends Infer<typeof OwnerReference> {}

export const FieldsV1 = object('Fields v1.', {}, { open: true });
export interface FieldsV1 extends Infer<typeof FieldsV1> {}

export const ManagedFieldsEntry = object('Managed fields entry.', {
  apiVersion: string('Api version.'),
  fieldsType: string('Fields type.'),
  fieldsV1: ref<FieldsV1>(FieldsV1, 'Fields v1.'),
  manager: string('Manager.'),
  operation: string('Operation.'),
  subresource: string('Subresource.'),
  time: time('Time.'),
});
export interface ManagedFieldsEntry extends Infer<typeof ManagedFieldsEntry> {}

export const ObjectMeta = object('Object meta.', {
  annotations: map(string(), 'Annotations.'),
  creationTimestamp: nullable(time('Creation timestamp.')),
  deletionGracePeriodSeconds: int64('Deletion grace period seconds.'),
  deletionTimestamp: time('Deletion timestamp.'),
  finalizers: setList(string(), 'Finalizers.'),
  generateName: string('Generate name.'),
  generation: int64('Generation.'),
  labels: map(string(), 'Labels.'),
  managedFields: atomicList(ref<ManagedFieldsEntry>(ManagedFieldsEntry), 'Managed fields.'),
  name: string('Name.'),
  namespace: string('Namespace.'),
  ownerReferences: keyedList(['uid'], ref<OwnerReference>(OwnerReference), 'Owner references.'),
  resourceVersion: string('Resource version.'),
  selfLink: string('Self link.'),
  uid: string('Uid.'),
});
export interface ObjectMeta extends Infer<typeof ObjectMeta> {}
