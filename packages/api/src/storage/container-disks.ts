// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Disks that come from, or live as long as, the pod.

import { CorePersistentVolumeClaimVolumeSource } from '../core/volume-claim.ts';
import { boolean, type Infer, object, oneOf, quantity, ref, required, string } from '../schema.ts';

export const ContainerDiskSource = object(
  'A disk out of an image of a registry; what the guest writes is lost when it ends.',
  {
    image: required(string('The image.')),
    path: string('Path of the disk in the image; by default the only file in /disk.'),
    imagePullPolicy: oneOf(
      ['Always', 'IfNotPresent', 'Never'],
      'When the image is pulled; by default Always for tag latest or none, else IfNotPresent.',
    ),
    imagePullSecret: string('Secret with the credentials of the registry.'),
  },
);
export interface ContainerDiskSource extends Infer<typeof ContainerDiskSource> {}

export const ContainerPathVolumeSource = object(
  "A path of the VM's own container, shared with the guest; needs gate ContainerPathVolumes.",
  {
    path: required(string('Absolute path in the container; something must be mounted there.')),
    readOnly: boolean('The guest cannot write; true when absent, and nothing else is possible yet.'),
  },
);
export interface ContainerPathVolumeSource extends Infer<typeof ContainerPathVolumeSource> {}

export const EmptyDiskSource = object('An empty disk that lives as long as the pod.', {
  capacity: required(quantity('Size of the disk; rounded down to whole MiB.')),
});
export interface EmptyDiskSource extends Infer<typeof EmptyDiskSource> {}

export const EphemeralVolumeSource = object('A claim that is read, with what the guest writes lost when it ends.', {
  persistentVolumeClaim: ref<CorePersistentVolumeClaimVolumeSource>(
    CorePersistentVolumeClaimVolumeSource,
    'The claim with the content.',
  ),
});
export interface EphemeralVolumeSource extends Infer<typeof EphemeralVolumeSource> {}

export const HostDisk = object('A disk file on the node; needs gate HostDisk.', {
  path: required(string('Path of the file on the node.')),
  type: required(string('Disk, which must exist, or DiskOrCreate, which is made when missing.')),
  capacity: quantity('Size of the file when it is made.'),
  shared: boolean('The path is the same storage on all nodes, so the VM can migrate.'),
});
export interface HostDisk extends Infer<typeof HostDisk> {}
