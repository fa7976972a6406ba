// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Data volumes of CDI that a VM brings with it.

import { TypedLocalObjectReference, TypedObjectReference } from '../core/references.ts';
import { PersistentVolumeClaimSpec, VolumeResourceRequirements } from '../core/volume-claim.ts';
import { LabelSelector } from '../meta/label-selector.ts';
import { ObjectMeta } from '../meta/object-meta.ts';
import { boolean, embedded, type Infer, list, object, oneOf, ref, required, string } from '../schema.ts';
import { CdiDataVolumeSource, DataVolumeSourceRef } from './data-volume-sources.ts';

export const DataVolumeCheckpoint = object('One stage of an import in stages.', {
  current: required(string('Snapshot of this stage.')),
  previous: required(string('Snapshot of the stage before; empty for the first.')),
});
export interface DataVolumeCheckpoint extends Infer<typeof DataVolumeCheckpoint> {}

export const StorageSpec = object('The claim to make, completed by what CDI knows of the storage class.', {
  resources: ref<VolumeResourceRequirements>(
    VolumeResourceRequirements,
    'Size of the disk; CDI adds what a file system needs.',
  ),
  storageClassName: string(
    'Class that provides the volume; the default class for VMs, or of the cluster, when absent.',
  ),
  accessModes: list(
    oneOf(['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']),
    "From how many nodes the volume is used; the class's best when absent.",
  ),
  volumeMode: oneOf(
    ['Block', 'Filesystem', 'FromStorageProfile'],
    "Block or Filesystem; the class's best when absent.",
  ),
  volumeName: string('A certain volume to be bound to.'),
  selector: ref<LabelSelector>(LabelSelector, 'Volumes that may be bound to.'),
  dataSource: ref<TypedLocalObjectReference>(
    TypedLocalObjectReference,
    'Snapshot or claim that the volume is filled from.',
  ),
  dataSourceRef: ref<TypedObjectReference>(TypedObjectReference, 'Object that the volume is filled from.'),
});
export interface StorageSpec extends Infer<typeof StorageSpec> {}

export const DataVolumeSpec = object('A claim, and what CDI fills it with.', {
  source: ref<CdiDataVolumeSource>(CdiDataVolumeSource, 'Where the content comes from.'),
  sourceRef: ref<DataVolumeSourceRef>(
    DataVolumeSourceRef,
    'An object that says where the content comes from; instead of source.',
  ),
  storage: ref<StorageSpec>(StorageSpec, 'The claim to make, completed by CDI.'),
  pvc: ref<PersistentVolumeClaimSpec>(
    PersistentVolumeClaimSpec,
    'The claim to make, exactly as given; instead of storage.',
  ),
  contentType: string('kubevirt (default: a disk image) or archive (a tar file).'),
  preallocation: boolean("All space is allocated at once; the cluster's setting when absent."),
  priorityClassName: string('Priority of the pods that do the work.'),
  checkpoints: list(ref<DataVolumeCheckpoint>(DataVolumeCheckpoint), 'Stages of an import in stages.'),
  finalCheckpoint: boolean('The last checkpoint is the last stage.'),
});
export interface DataVolumeSpec extends Infer<typeof DataVolumeSpec> {}

export const DataVolumeTemplateDummyStatus = object('Accepted and ignored.', {}, { nullable: true });
export interface DataVolumeTemplateDummyStatus extends Infer<typeof DataVolumeTemplateDummyStatus> {}

export const DataVolumeTemplateSpec = object('A data volume that is made with the VM and deleted with it.', {
  apiVersion: string('cdi.kubevirt.io/v1beta1.'),
  kind: string('DataVolume.'),
  metadata: embedded<ObjectMeta>(
    ObjectMeta,
    "Name, labels and annotations of the data volume; the VM's namespace is used.",
  ),
  spec: required(ref<DataVolumeSpec>(DataVolumeSpec, 'The claim, and what it is filled with.')),
  status: ref<DataVolumeTemplateDummyStatus>(DataVolumeTemplateDummyStatus, 'Accepted and ignored.'),
});
export interface DataVolumeTemplateSpec extends Infer<typeof DataVolumeTemplateSpec> {}
