// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Disks as the guest sees them.

import { boolean, type Infer, int32, int64, object, ref, required, string } from '../schema.ts';
import { FeatureState } from './features.ts';

export const DiskTarget = object('Disk target.', {
  bus: string('Bus.'),
  pciAddress: string('Pci address.'),
  readonly: boolean('Readonly.'),
});
export interface DiskTarget extends Infer<typeof DiskTarget> {}

export const LunTarget = object('Lun target.', {
  bus: string('Bus.'),
  readonly: boolean('Readonly.'),
  reservation: boolean('Reservation.'),
});
export interface LunTarget extends Infer<typeof LunTarget> {}

export const CDRomTarget = object('Cdrom target.', {
  bus: string('Bus.'),
  readonly: boolean('Readonly.'),
  tray: string('Tray.'),
});
export interface CDRomTarget extends Infer<typeof CDRomTarget> {}

export const CustomBlockSize = object('Custom block size.', {
  discardGranularity: int32('Discard granularity.'),
  logical: int32('Logical.'),
  physical: int32('Physical.'),
});
export interface CustomBlockSize extends Infer<typeof CustomBlockSize> {}

export const BlockSize = object('Block size.', {
  custom: ref<CustomBlockSize>(CustomBlockSize, 'Custom.'),
  matchVolume: ref<FeatureState>(FeatureState, 'Match volume.'),
});
export interface BlockSize extends Infer<typeof BlockSize> {}

export const Disk = object('Disk.', {
  name: required(string('Name.')),
  blockSize: ref<BlockSize>(BlockSize, 'Block size.'),
  bootOrder: int32('Boot order.'),
  cache: string('Cache.'),
  cdrom: ref<CDRomTarget>(CDRomTarget, 'Cdrom.'),
  changedBlockTracking: boolean('Changed block tracking.'),
  dedicatedIOThread: boolean('Dedicated iothread.'),
  disk: ref<DiskTarget>(DiskTarget, 'Disk.'),
  errorPolicy: string('Error policy.'),
  io: string('Io.'),
  lun: ref<LunTarget>(LunTarget, 'Lun.'),
  serial: string('Serial.'),
  shareable: boolean('Shareable.'),
  tag: string('Tag.'),
});
export interface Disk extends Infer<typeof Disk> {}

export const FilesystemVirtiofs = object('Filesystem virtiofs.', {});
export interface FilesystemVirtiofs extends Infer<typeof FilesystemVirtiofs> {}

export const Filesystem = object('Filesystem.', {
  name: required(string('Name.')),
  virtiofs: required(ref<FilesystemVirtiofs>(FilesystemVirtiofs, 'Virtiofs.')),
});
export interface Filesystem extends Infer<typeof Filesystem> {}

export const DiskIOThreads = object('Disk iothreads.', {
  supplementalPoolThreadCount: int64('Supplemental pool thread count.'),
});
export interface DiskIOThreads extends Infer<typeof DiskIOThreads> {}
