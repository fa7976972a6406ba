// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Claims to storage, as Kubernetes writes them.

import { LabelSelector } from '../meta/label-selector.ts';
import { atomicList, boolean, type Infer, map, object, oneOf, quantity, ref, required, string } from '../schema.ts';
import { TypedLocalObjectReference, TypedObjectReference } from './references.ts';

export const VolumeResourceRequirements = object('Volume resource requirements.', {
  limits: map(quantity(), 'Limits.'),
  requests: map(quantity(), 'Requests.'),
});
export interface VolumeResourceRequirements extends Infer<typeof VolumeResourceRequirements> {}

export const PersistentVolumeClaimSpec = object('Persistent volume claim spec.', {
  accessModes: atomicList(
    oneOf(['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']),
    'Access modes.',
  ),
  dataSource: ref<TypedLocalObjectReference>(TypedLocalObjectReference, 'Data source.'),
  dataSourceRef: ref<TypedObjectReference>(TypedObjectReference, 'Data source ref.'),
  resources: ref<VolumeResourceRequirements>(VolumeResourceRequirements, 'Resources.'),
  selector: ref<LabelSelector>(LabelSelector, 'Selector.'),
  storageClassName: string('Storage class name.'),
  volumeAttributesClassName: string('Volume attributes class name.'),
  volumeMode: oneOf(['Block', 'Filesystem', 'FromStorageProfile'], 'Volume mode.'),
  volumeName: string('Volume name.'),
});
export interface PersistentVolumeClaimSpec extends Infer<typeof PersistentVolumeClaimSpec> {}

export const CorePersistentVolumeClaimVolumeSource = object('Core persistent volume claim volume source.', {
  claimName: required(string('Claim name.')),
  readOnly: boolean('Read only.'),
});
export interface CorePersistentVolumeClaimVolumeSource extends Infer<typeof CorePersistentVolumeClaimVolumeSource> {}
