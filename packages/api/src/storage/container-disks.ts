// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Disks that come from, or live as long as, the pod.

import { CorePersistentVolumeClaimVolumeSource } from '../core/volume-claim.ts';
import { boolean, type Infer, object, oneOf, quantity, ref, required, string } from '../schema.ts';

export const ContainerDiskSource = object('Container disk source.', {
  image: required(string('Image.')),
  imagePullPolicy: oneOf(['Always', 'IfNotPresent', 'Never'], 'Image pull policy.', { inDefinition: false }),
  imagePullSecret: string('Image pull secret.'),
  path: string('Path.'),
});
export interface ContainerDiskSource extends Infer<typeof ContainerDiskSource> {}

export const ContainerPathVolumeSource = object('Container path volume source.', {
  path: required(string('Path.')),
  readOnly: boolean('Read only.'),
});
export interface ContainerPathVolumeSource extends Infer<typeof ContainerPathVolumeSource> {}

export const EmptyDiskSource = object('Empty disk source.', {
  capacity: required(quantity('Capacity.')),
});
export interface EmptyDiskSource extends Infer<typeof EmptyDiskSource> {}

export const EphemeralVolumeSource = object('Ephemeral volume source.', {
  persistentVolumeClaim: ref<CorePersistentVolumeClaimVolumeSource>(
    CorePersistentVolumeClaimVolumeSource,
    'Persistent volume claim.',
  ),
});
export interface EphemeralVolumeSource extends Infer<typeof EphemeralVolumeSource> {}

export const HostDisk = object('Host disk.', {
  path: required(string('Path.')),
  type: required(string('Type.')),
  capacity: quantity('Capacity.'),
  shared: boolean('Shared.'),
});
export interface HostDisk extends Infer<typeof HostDisk> {}
