// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DomainSpec } from '@kubevirt-ts/api';
import { quantityValue } from '@kubevirt-ts/rules/quantity';

const pageBytes = 4096;

/**
 * The RAM of the guest in bytes, rounded down to whole pages, or nothing when the domain does not say.
 * @upstream memory.guest, else the memory request, else the limit
 */
export function guestMemoryBytes(domain: DomainSpec): number | undefined {
  const bytes =
    quantityValue(domain.memory?.guest) ??
    quantityValue(domain.resources?.requests?.memory) ??
    quantityValue(domain.resources?.limits?.memory);
  return bytes === undefined ? undefined : Math.floor(bytes / pageBytes) * pageBytes;
}

/**
 * What a pod requests for the guest's own RAM, in bytes: the domain's request, else its RAM over the overcommit.
 * @upstream memoryOvercommit divides only what is not requested explicitly
 */
export function requestedMemoryBytes(domain: DomainSpec, overcommitPercent: number): number {
  const request = quantityValue(domain.resources?.requests?.memory);
  if (request !== undefined) return request;
  return Math.floor(((guestMemoryBytes(domain) ?? 0) * 100) / overcommitPercent);
}
