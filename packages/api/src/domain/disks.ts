// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Disks as the guest sees them.

import { boolean, type Infer, int32, int64, object, ref, required, string } from '../schema.ts';
import { FeatureState } from './features.ts';

export const DiskTarget = object('A hard disk.', {
  bus: string('How it is connected: virtio, sata, scsi or usb; sata when absent on x86-64, virtio elsewhere.'),
  readonly: boolean('The guest cannot write; false when absent. Not possible on sata.'),
  pciAddress: string('PCI address in the guest, such as 0000:81:01.0; only with bus virtio.'),
});
export interface DiskTarget extends Infer<typeof DiskTarget> {}

export const LunTarget = object('A SCSI device of the node whose commands the guest sends itself.', {
  bus: string('How it is connected: scsi, virtio or sata.'),
  readonly: boolean('The guest cannot write; false when absent.'),
  reservation: boolean('The guest may use persistent reservations of SCSI; false when absent.'),
});
export interface LunTarget extends Infer<typeof LunTarget> {}

export const CDRomTarget = object('A CD-ROM drive.', {
  bus: string('How it is connected: sata, scsi or usb; sata when absent.'),
  readonly: boolean('True when absent: a CD is not written.'),
  tray: string('open or closed at start; closed when absent.'),
});
export interface CDRomTarget extends Infer<typeof CDRomTarget> {}

export const CustomBlockSize = object('Block sizes in bytes; each a power of two from 512 to 2097152.', {
  logical: int32('Smallest unit the guest can address; not above physical.'),
  physical: int32('Unit in which the guest should write.'),
  discardGranularity: int32('Unit in which the guest should discard.'),
});
export interface CustomBlockSize extends Infer<typeof CustomBlockSize> {}

export const BlockSize = object('Block sizes the guest is told; either given or found out.', {
  custom: ref<CustomBlockSize>(CustomBlockSize, 'These sizes.'),
  matchVolume: ref<FeatureState>(FeatureState, 'The sizes of the volume behind the disk.'),
});
export interface BlockSize extends Infer<typeof BlockSize> {}

export const Disk = object('A disk as the guest sees it; the volume of the same name holds its data.', {
  name: required(string('Name of the volume with the data; unique among disks.')),
  disk: ref<DiskTarget>(DiskTarget, 'A hard disk; the default when no kind is given.'),
  lun: ref<LunTarget>(LunTarget, 'A SCSI device whose commands pass through.'),
  cdrom: ref<CDRomTarget>(CDRomTarget, 'A CD-ROM drive; without a volume of its name it is empty.'),
  bootOrder: int32(
    'Place in the boot order, from 1, among disks and interfaces; without any, the order of the lists counts.',
  ),
  serial: string('Serial number of the disk: up to 256 of the characters A-Z a-z 0-9 _ . + -'),
  tag: string('Word by which programs in the guest find the disk in the config drive.'),
  cache: string(
    'Host page cache: none, writethrough or writeback; none when absent if the volume can, else writethrough.',
  ),
  io: string(
    'How QEMU waits for the volume: native or threads; native when absent for uncached block or fully allocated volumes.',
  ),
  errorPolicy: string(
    'What happens on an I/O error: stop (default: the VM pauses), ignore, report (to the guest) or enospace (pause only when space ran out).',
  ),
  dedicatedIOThread: boolean('The disk has an I/O thread of its own; false when absent. Needs bus virtio or scsi.'),
  shareable: boolean('Other VMs may use the volume at the same time; false when absent. Turns the cache off.'),
  blockSize: ref<BlockSize>(BlockSize, 'Block sizes the guest is told.'),
  changedBlockTracking: boolean('Changed blocks are remembered for incremental backups; set by the cluster.'),
});
export interface Disk extends Infer<typeof Disk> {}

export const FilesystemVirtiofs = object('Shared through virtiofs.', {});
export interface FilesystemVirtiofs extends Infer<typeof FilesystemVirtiofs> {}

export const Filesystem = object('A directory of the volume of the same name, shared with the guest.', {
  name: required(string('Name of the volume; the guest mounts it by this tag.')),
  virtiofs: required(ref<FilesystemVirtiofs>(FilesystemVirtiofs, 'Shared through virtiofs.')),
});
export interface Filesystem extends Infer<typeof Filesystem> {}

export const DiskIOThreads = object('I/O threads of a pool.', {
  supplementalPoolThreadCount: int64('Threads in the pool when ioThreadsPolicy is supplementalPool.'),
});
export interface DiskIOThreads extends Infer<typeof DiskIOThreads> {}
