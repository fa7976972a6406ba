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
  'The object that owns this one; when the last owner goes, this object is deleted too.',
  {
    apiVersion: required(string('API version of the owner.')),
    kind: required(string('Kind of the owner.')),
    name: required(string('Name of the owner, which is in the same namespace or cluster-wide.')),
    uid: required(string('UID of the owner; another object of the same name is not the owner.')),
    controller: boolean('The owner is the one that manages this object; at most one owner is.'),
    blockOwnerDeletion: boolean('With foreground deletion, the owner stays until this object is gone.'),
  },
  { atomic: true },
);
export interface OwnerReference extends Infer<typeof OwnerReference> {}

export const FieldsV1 = object('A set of fields, as server-side apply writes it.', {}, { open: true });
export interface FieldsV1 extends Infer<typeof FieldsV1> {}

export const ManagedFieldsEntry = object('Fields that one writer owns.', {
  manager: string('Name of the writer.'),
  operation: string('How the fields were written: Apply or Update.'),
  apiVersion: string('API version in which the fields were written.'),
  time: time('When the set of fields, or a value in it, last changed.'),
  fieldsType: string('Form of fieldsV1; always FieldsV1.'),
  fieldsV1: ref<FieldsV1>(FieldsV1, 'The fields themselves.'),
  subresource: string('Subresource that was written to; empty for the object itself.'),
});
export interface ManagedFieldsEntry extends Infer<typeof ManagedFieldsEntry> {}

export const ObjectMeta = object('What every object says about itself.', {
  name: string('Name, unique for the kind within the namespace; cannot be changed.'),
  generateName: string('Beginning of the name; the API server completes it when no name is given.'),
  namespace: string('Namespace the object is in; cannot be changed.'),
  labels: map(string(), 'Short values by which objects are selected.'),
  annotations: map(string(), 'Values that are not selected by, of any content.'),
  ownerReferences: keyedList(['uid'], ref<OwnerReference>(OwnerReference), 'Objects this one belongs to.'),
  finalizers: setList(
    string(),
    'Work that has to be done before the object goes; each entry is removed by whoever did its part.',
  ),
  uid: string('Identity of this very object; never used twice.'),
  resourceVersion: string('Version of the object in the store; a write that carries an older one is refused.'),
  generation: int64('Counts the changes of the desired state.'),
  creationTimestamp: nullable(time('When the object was created.')),
  deletionTimestamp: time('When the object was asked to go; it stays until its finalizers are removed.'),
  deletionGracePeriodSeconds: int64('Seconds between the request to delete and the end.'),
  managedFields: atomicList(
    ref<ManagedFieldsEntry>(ManagedFieldsEntry),
    'Who wrote which fields; kept by the API server.',
  ),
  selfLink: string('Path of the object in old APIs; no longer filled.'),
});
export interface ObjectMeta extends Infer<typeof ObjectMeta> {}
