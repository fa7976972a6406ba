// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Disk } from '@kubevirt-ts/api';
import { type Cause, faults, invalid } from '../cause.ts';
import { featureOn } from '../spec-view.ts';
import { busOf } from './disk-target.ts';

const minBytes = 512;
const maxBytes = 2 * 1024 * 1024;

const sizeFault = (field: string, size: number): Cause | undefined => {
  if (size < minBytes)
    return invalid(field, `Provided size of ${size} is less than the supported minimum size of ${minBytes}`);
  if (size > maxBytes)
    return invalid(field, `Provided size of ${size} is greater than the supported maximum size of ${maxBytes}`);
  if ((size & (size - 1)) !== 0) return invalid(field, `Provided size of ${size} is not a power of 2`);
  return undefined;
};

/** What is wrong with the block size a disk asks for. */
export const blockSizeFaults = ({ blockSize, ...disk }: Disk, path: string): Cause[] => {
  const custom = blockSize?.custom;
  if (!custom) return [];
  const field = `${path}.blockSize`;
  if (featureOn(blockSize.matchVolume))
    return [invalid(field, "Block size matching can't be enabled together with a custom value")];
  const logical = custom.logical ?? 0;
  const physical = custom.physical ?? 0;
  const discard = custom.discardGranularity;
  if (logical > physical)
    return [
      invalid(
        `${field}.custom.logical`,
        `Logical size ${logical} must be the same or less than the physical size of ${physical}`,
      ),
    ];
  if (busOf(disk) === 'sata' && logical !== minBytes)
    return [invalid(`${field}.custom.logical`, `Logical size ${logical} must be ${minBytes} for SATA devices`)];
  if (discard !== undefined && logical !== 0 && discard % logical !== 0)
    return [
      invalid(
        `${field}.custom.discardGranularity`,
        `Discard granularity ${discard} must be multiples of logical size ${logical}`,
      ),
    ];
  return faults(sizeFault(`${field}.custom.logical`, logical), sizeFault(`${field}.custom.physical`, physical));
};
