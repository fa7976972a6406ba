// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A file or block device, as it is on the node, and the format of what is in it. */
export interface ImageFacts {
  path: string;
  format: 'raw' | 'qcow2';
  device: 'file' | 'block';
  /** Whether it can be opened past the host's page cache. */
  directIo: boolean;
  /** Whether all its blocks are there already. */
  preallocated: boolean;
}

/** What the launcher found out about a volume that is a disk. */
export interface DiskFacts extends ImageFacts {
  /** What the image lies over, when it is an overlay. */
  backing?: ImageFacts;
  readOnly: boolean;
}

/** A disk of the guest. */
export interface PlannedDisk {
  /** The device's id in QEMU: `ua-` and the volume's name. */
  alias: string;
  kind: 'disk' | 'cdrom' | 'lun';
  bus: 'virtio' | 'sata' | 'scsi' | 'usb';
  /** Nothing for a CD-ROM drive without a medium. */
  image?: DiskFacts;
  serial?: string;
  bootIndex?: number;
  readOnly: boolean;
  shareable: boolean;
  cache: 'none' | 'writethrough' | 'writeback';
  io: 'native' | 'threads';
  /** What QEMU does when the host fails to write or read. */
  errors: { write: string; read: string };
  ioThread?: string;
  /** By thread, when the disk's queues are spread over several. */
  ioThreadPool?: readonly string[];
  queues?: number;
  blockSize?: { logical: number; physical: number; discardGranularity?: number };
}
