// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Refusal, refusal } from '../refusal.ts';

/** How many bytes of an image its format can be told from. */
export const imageHeaderBytes = 512;

/** What an image says about itself. */
export interface ImageHeader {
  format: 'raw' | 'qcow2';
  /** What the guest would see, in bytes. */
  virtualSizeBytes: number;
}

const qcow2 = { magic: 0x514649fb, externalDataFile: 1n << 2n };

const refusedFormats: readonly (readonly [string, string])[] = [
  ['KDMV', 'VMDK'],
  ['COWD', 'VMDK'],
  ['vhdxfile', 'VHDX'],
  ['conectix', 'VHD'],
  ['QED\0', 'QED'],
  ['LUKS\xba\xbe', 'LUKS'],
];

function qcow2Header(bytes: Buffer, field: string): ImageHeader | Refusal {
  const wrong = (what: string): Refusal => refusal('InvalidDiskImage', field, `The disk image ${what}.`);
  if (bytes.length < 72) return wrong('is a qcow2 image that is cut off in its header');
  const version = bytes.readUInt32BE(4);
  if (version !== 2 && version !== 3) return wrong(`is a qcow2 image of version ${version}, not 2 or 3`);
  if (bytes.readBigUInt64BE(8) !== 0n) return wrong('has a backing file, which a disk of a VM must not have');
  if (bytes.readUInt32BE(32) !== 0) return wrong('is encrypted');
  const features = version === 3 && bytes.length >= 80 ? bytes.readBigUInt64BE(72) : 0n;
  if ((features & qcow2.externalDataFile) !== 0n) return wrong('keeps its data in another file');
  const size = bytes.readBigUInt64BE(24);
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) return wrong('claims to be larger than any disk');
  return { format: 'qcow2', virtualSizeBytes: Number(size) };
}

/**
 * The format and size of an image by its first bytes.
 *
 * An image comes from whoever made it: one that refers to other files is refused, so that a guest never reads them.
 * @upstream only raw and qcow2 images are disks
 */
export function readImageHeader(bytes: Buffer, fileBytes: number, field: string): ImageHeader | Refusal {
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === qcow2.magic) return qcow2Header(bytes, field);
  const text = bytes.toString('latin1');
  const other = refusedFormats.find(([magic]) => text.startsWith(magic));
  if (other !== undefined) {
    return refusal(
      'InvalidDiskImage',
      field,
      `The disk image is in ${other[1]} format; only raw and qcow2 can be used.`,
    );
  }
  return { format: 'raw', virtualSizeBytes: fileBytes };
}
