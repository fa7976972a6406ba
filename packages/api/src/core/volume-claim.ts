// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Claims to storage, as Kubernetes writes them.

import { LabelSelector } from '../meta/label-selector.ts';
import { atomicList, boolean, type Infer, map, object, oneOf, quantity, ref, required, string } from '../schema.ts';
import { TypedLocalObjectReference, TypedObjectReference } from './references.ts';

export const VolumeResourceRequirements = object('How much storage a claim asks for.', {
  requests: map(quantity(), 'Storage that is needed at least.'),
  limits: map(quantity(), 'Storage that may be used at most.'),
});
export interface VolumeResourceRequirements extends Infer<typeof VolumeResourceRequirements> {}

export const PersistentVolumeClaimSpec = object('A claim to storage.', {
  accessModes: atomicList(
    oneOf(['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']),
    'From how many nodes the volume is used.',
  ),
  resources: ref<VolumeResourceRequirements>(VolumeResourceRequirements, 'Size of the volume.'),
  storageClassName: string("Class that provides the volume; the cluster's default class when absent."),
  volumeMode: oneOf(['Block', 'Filesystem', 'FromStorageProfile'], 'Filesystem (default) or Block, the raw device.'),
  volumeName: string('A certain volume to be bound to.'),
  selector: ref<LabelSelector>(LabelSelector, 'Volumes that may be bound to.'),
  dataSource: ref<TypedLocalObjectReference>(
    TypedLocalObjectReference,
    'Snapshot or claim that the volume is filled from.',
  ),
  dataSourceRef: ref<TypedObjectReference>(
    TypedObjectReference,
    'Object that the volume is filled from; of any kind, and from another namespace where that is allowed.',
  ),
  volumeAttributesClassName: string(
    'Class of attributes, such as throughput, that can be changed while the volume is in use.',
  ),
});
export interface PersistentVolumeClaimSpec extends Infer<typeof PersistentVolumeClaimSpec> {}

export const CorePersistentVolumeClaimVolumeSource = object('A claim whose volume is used.', {
  claimName: required(string('Name of the claim in the same namespace.')),
  readOnly: boolean('The volume is not written to; false when absent.'),
});
export interface CorePersistentVolumeClaimVolumeSource extends Infer<typeof CorePersistentVolumeClaimVolumeSource> {}
