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

export const ContainerDiskInfo = object('Container disk info.', {
  checksum: int64('Checksum.'),
});
export interface ContainerDiskInfo extends Infer<typeof ContainerDiskInfo> {}

export const DomainMemoryDumpInfo = object('Domain memory dump info.', {
  claimName: string('Claim name.'),
  endTimestamp: time('End timestamp.'),
  startTimestamp: time('Start timestamp.'),
  targetFileName: string('Target file name.'),
});
export interface DomainMemoryDumpInfo extends Infer<typeof DomainMemoryDumpInfo> {}

export const HotplugVolumeStatus = object('Hotplug volume status.', {
  attachPodName: string('Attach pod name.'),
  attachPodUID: string('Attach pod uid.'),
});
export interface HotplugVolumeStatus extends Infer<typeof HotplugVolumeStatus> {}

export const PersistentVolumeClaimInfo = object('Persistent volume claim info.', {
  accessModes: atomicList(
    oneOf(['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']),
    'Access modes.',
  ),
  capacity: map(quantity(), 'Capacity.'),
  claimName: string('Claim name.'),
  filesystemOverhead: string('Filesystem overhead.'),
  preallocated: boolean('Preallocated.'),
  requests: map(quantity(), 'Requests.'),
  volumeMode: oneOf(['Block', 'Filesystem', 'FromStorageProfile'], 'Volume mode.'),
});
export interface PersistentVolumeClaimInfo extends Infer<typeof PersistentVolumeClaimInfo> {}

export const VolumeStatus = object('Volume status.', {
  name: required(string('Name.')),
  target: required(string('Target.')),
  containerDiskVolume: ref<ContainerDiskInfo>(ContainerDiskInfo, 'Container disk volume.'),
  hotplugVolume: ref<HotplugVolumeStatus>(HotplugVolumeStatus, 'Hotplug volume.'),
  memoryDumpVolume: ref<DomainMemoryDumpInfo>(DomainMemoryDumpInfo, 'Memory dump volume.'),
  message: string('Message.'),
  persistentVolumeClaimInfo: ref<PersistentVolumeClaimInfo>(PersistentVolumeClaimInfo, 'Persistent volume claim info.'),
  phase: string('Phase.'),
  reason: string('Reason.'),
  size: int64('Size.'),
});
export interface VolumeStatus extends Infer<typeof VolumeStatus> {}

export const StorageMigratedVolumeInfo = object('Storage migrated volume info.', {
  volumeName: required(string('Volume name.')),
  destinationPVCInfo: ref<PersistentVolumeClaimInfo>(PersistentVolumeClaimInfo, 'Destination pvcinfo.'),
  sourcePVCInfo: ref<PersistentVolumeClaimInfo>(PersistentVolumeClaimInfo, 'Source pvcinfo.'),
});
export interface StorageMigratedVolumeInfo extends Infer<typeof StorageMigratedVolumeInfo> {}
