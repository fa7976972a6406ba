// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What is known of a running VM's volumes.

import {
  atomicList,
  boolean,
  type Infer,
  int64,
  map,
  object,
  oneOf,
  quantity,
  ref,
  required,
  string,
  time,
} from '../schema.ts';

export const ContainerDiskInfo = object('A container disk in use.', {
  checksum: int64('Checksum of the disk, so that a migration does not meet another one.'),
});
export interface ContainerDiskInfo extends Infer<typeof ContainerDiskInfo> {}

export const DomainMemoryDumpInfo = object('A memory dump.', {
  startTimestamp: time('When it began.'),
  endTimestamp: time('When it ended.'),
  claimName: string('Claim it is written to.'),
  targetFileName: string('File it is written to.'),
});
export interface DomainMemoryDumpInfo extends Infer<typeof DomainMemoryDumpInfo> {}

export const HotplugVolumeStatus = object('How a volume comes to a running VM.', {
  attachPodName: string('Pod that brings the volume to the node.'),
  attachPodUID: string('UID of that pod.'),
});
export interface HotplugVolumeStatus extends Infer<typeof HotplugVolumeStatus> {}

export const PersistentVolumeClaimInfo = object('What has to be known of a claim.', {
  claimName: string('Name of the claim.'),
  accessModes: atomicList(
    oneOf(['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']),
    'From how many nodes the volume is used.',
  ),
  volumeMode: oneOf(['Block', 'Filesystem', 'FromStorageProfile'], 'Filesystem or Block.'),
  capacity: map(quantity(), 'Size the volume has.'),
  requests: map(quantity(), 'Size that was asked for.'),
  preallocated: boolean('All space is allocated.'),
  filesystemOverhead: string('Share of the volume that the file system needs, such as 0.06.'),
});
export interface PersistentVolumeClaimInfo extends Infer<typeof PersistentVolumeClaimInfo> {}

export const VolumeStatus = object('What is known of one volume.', {
  name: required(string('Name of the volume.')),
  target: required(string('Device in the guest, such as vda; empty when it is none.')),
  phase: string(
    'How far the volume is: Pending, Bound, AttachedToNode, MountedToPod, Ready, Detaching, UnMountedFromPod or a phase of a memory dump.',
  ),
  reason: string('Why it is there, in one word.'),
  message: string('Why it is there, in words for people.'),
  persistentVolumeClaimInfo: ref<PersistentVolumeClaimInfo>(PersistentVolumeClaimInfo, 'The claim behind it.'),
  hotplugVolume: ref<HotplugVolumeStatus>(
    HotplugVolumeStatus,
    'How it comes to the running VM; only for volumes that were added.',
  ),
  size: int64('Size in bytes, of disks that are made at start.'),
  memoryDumpVolume: ref<DomainMemoryDumpInfo>(DomainMemoryDumpInfo, 'The dump, when dumps are written to it.'),
  containerDiskVolume: ref<ContainerDiskInfo>(ContainerDiskInfo, 'The disk, when it is out of an image.'),
});
export interface VolumeStatus extends Infer<typeof VolumeStatus> {}

export const StorageMigratedVolumeInfo = object('A volume that moves to another claim.', {
  volumeName: required(string('Name of the volume.')),
  sourcePVCInfo: ref<PersistentVolumeClaimInfo>(PersistentVolumeClaimInfo, 'The claim it leaves.'),
  destinationPVCInfo: ref<PersistentVolumeClaimInfo>(PersistentVolumeClaimInfo, 'The claim it goes to.'),
});
export interface StorageMigratedVolumeInfo extends Infer<typeof StorageMigratedVolumeInfo> {}
