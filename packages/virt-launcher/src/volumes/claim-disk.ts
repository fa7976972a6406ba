// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { accessSync, closeSync, constants, fstatSync, ftruncateSync, lstatSync, openSync, statfsSync } from 'node:fs';
import { type ClaimDisk, type ImageFacts, newClaimImageBytes } from '@kubevirt-ts/machine';
import { LaunchError } from '../launch-error.ts';
import { imageFacts } from './image-facts.ts';
import { openBeneath } from './open-beneath.ts';

const imageName = 'disk.img';

/** A claim's disk, and how large it is. */
export interface OpenedClaim {
  image: ImageFacts;
  sizeBytes: number;
}

type FileClaim = Extract<ClaimDisk, { kind: 'claim-file' }>;

function createImage(claim: FileClaim, volume: string, reserveBytes: number): number {
  const { bavail, bsize } = statfsSync(claim.directory);
  const sizeBytes = newClaimImageBytes(claim.capacityBytes ?? bavail * bsize, bavail * bsize, reserveBytes);
  if (sizeBytes === 0) throw new LaunchError(`The volume ${volume} has no room for a disk image.`);
  const descriptor = openBeneath(claim.directory, imageName, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL);
  ftruncateSync(descriptor, sizeBytes);
  return descriptor;
}

function openImage(claim: FileClaim, volume: string, reserveBytes: number): number {
  try {
    return openBeneath(claim.directory, imageName, claim.readOnly ? constants.O_RDONLY : constants.O_RDWR);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !claim.readOnly) return createImage(claim, volume, reserveBytes);
    const faults: Record<string, string> = {
      ENOENT: `has no ${imageName}, and is read-only`,
      ELOOP: `has a symbolic link as its ${imageName}, which is not followed`,
      EACCES: `has a ${imageName} that user 107 may not open`,
    };
    throw new LaunchError(`The volume ${volume} ${faults[code ?? ''] ?? `cannot be opened: ${message}`}.`);
  }
}

/** The disk image in the file system of a claim, made (sparse) when it is not there. @throws LaunchError */
function openFileClaim(claim: FileClaim, volume: string, reserveBytes: number): OpenedClaim {
  const descriptor = openImage(claim, volume, reserveBytes);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new LaunchError(`The ${imageName} of the volume ${volume} is not a regular file.`);
    return { image: imageFacts(descriptor, `${claim.directory}/${imageName}`, 'raw'), sizeBytes: stats.size };
  } finally {
    closeSync(descriptor);
  }
}

function openBlockClaim(device: string, volume: string, readOnly: boolean): OpenedClaim {
  if (!lstatSync(device).isBlockDevice()) throw new LaunchError(`The volume ${volume} is not a block device.`);
  try {
    accessSync(device, readOnly ? constants.R_OK : constants.R_OK | constants.W_OK);
  } catch {
    throw new LaunchError(
      `The block device of volume ${volume} may not be opened by user 107: the node's runtime has to give devices to the pod's user (containerd's device_ownership_from_security_context).`,
    );
  }
  const descriptor = openSync(device, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return { image: imageFacts(descriptor, device, 'raw'), sizeBytes: fstatSync(descriptor).size };
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Opens a claim as a disk. What is in it is raw, whatever its first bytes say: the guest wrote them.
 * @throws LaunchError
 */
export function openClaim(claim: ClaimDisk, volume: string, reserveBytes: number): OpenedClaim {
  return claim.kind === 'claim-block'
    ? openBlockClaim(claim.device, volume, claim.readOnly)
    : openFileClaim(claim, volume, reserveBytes);
}
