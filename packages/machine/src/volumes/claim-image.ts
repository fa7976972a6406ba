// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const Mi = 2 ** 20;

/**
 * The size in bytes of the disk image that a launcher makes in an empty claim: what the claim holds less a reserve, less
 * what its file system does not have, in whole MiB.
 * @upstream a missing `disk.img` is created sparse; the reserve is `minimumReservePVCBytes`
 */
export function newClaimImageBytes(capacityBytes: number, freeBytes: number, reserveBytes: number): number {
  return Math.max(0, Math.floor((Math.min(capacityBytes, freeBytes) - reserveBytes) / Mi) * Mi);
}
