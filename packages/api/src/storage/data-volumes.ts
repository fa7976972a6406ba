// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Data volumes of CDI that a VM brings with it.

import { TypedLocalObjectReference, TypedObjectReference } from '../core/references.ts';
import { PersistentVolumeClaimSpec, VolumeResourceRequirements } from '../core/volume-claim.ts';
import { LabelSelector } from '../meta/label-selector.ts';
import { ObjectMeta } from '../meta/object-meta.ts';
import { boolean, embedded, type Infer, list, object, oneOf, ref, required, string } from '../schema.ts';
import { CdiDataVolumeSource, DataVolumeSourceRef } from './data-volume-sources.ts';

export const DataVolumeCheckpoint = object('Data volume checkpoint.', {
  current: required(string('Current.')),
  previous: required(string('Previous.')),
});
export interface DataVolumeCheckpoint extends Infer<typeof DataVolumeCheckpoint> {}

export const StorageSpec = object('Storage spec.', {
  accessModes: list(oneOf(['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']), 'Access modes.'),
  dataSource: ref<TypedLocalObjectReference>(TypedLocalObjectReference, 'Data source.'),
  dataSourceRef: ref<TypedObjectReference>(TypedObjectReference, 'Data source ref.'),
  resources: ref<VolumeResourceRequirements>(VolumeResourceRequirements, 'Resources.'),
  selector: ref<LabelSelector>(LabelSelector, 'Selector.'),
  storageClassName: string('Storage class name.'),
  volumeMode: oneOf(['Block', 'Filesystem', 'FromStorageProfile'], 'Volume mode.'),
  volumeName: string('Volume name.'),
});
export interface StorageSpec extends Infer<typeof StorageSpec> {}

export const DataVolumeSpec = object('Data volume spec.', {
  checkpoints: list(ref<DataVolumeCheckpoint>(DataVolumeCheckpoint), 'Checkpoints.'),
  contentType: string('Content type.'),
  finalCheckpoint: boolean('Final checkpoint.'),
  preallocation: boolean('Preallocation.'),
  priorityClassName: string('Priority class name.'),
  pvc: ref<PersistentVolumeClaimSpec>(PersistentVolumeClaimSpec, 'Pvc.'),
  source: ref<CdiDataVolumeSource>(CdiDataVolumeSource, 'Source.'),
  sourceRef: ref<DataVolumeSourceRef>(DataVolumeSourceRef, 'Source ref.'),
  storage: ref<StorageSpec>(StorageSpec, 'Storage.'),
});
export interface DataVolumeSpec extends Infer<typeof DataVolumeSpec> {}

export const DataVolumeTemplateDummyStatus = object('Data volume template dummy status.', {}, { nullable: true });
export interface DataVolumeTemplateDummyStatus extends Infer<typeof DataVolumeTemplateDummyStatus> {}

export const DataVolumeTemplateSpec = object('Data volume template spec.', {
  spec: required(ref<DataVolumeSpec>(DataVolumeSpec, 'Spec.')),
  apiVersion: string('Api version.'),
  kind: string('Kind.'),
  metadata: embedded<ObjectMeta>(ObjectMeta, 'Metadata.'),
  status: ref<DataVolumeTemplateDummyStatus>(DataVolumeTemplateDummyStatus, 'Status.'),
});
export interface DataVolumeTemplateSpec extends Infer<typeof DataVolumeTemplateSpec> {}
