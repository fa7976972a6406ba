// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The memory of a guest, and what pods may claim for it.

import { boolean, type Infer, map, object, quantity, ref, string } from '../schema.ts';

export const Hugepages = object('Hugepages.', {
  pageSize: string('Page size.'),
});
export interface Hugepages extends Infer<typeof Hugepages> {}

export const ReservedOverhead = object('Reserved overhead.', {
  addedOverhead: quantity('Added overhead.'),
  memLock: string('Mem lock.'),
});
export interface ReservedOverhead extends Infer<typeof ReservedOverhead> {}

export const Memory = object('Memory.', {
  guest: quantity('Guest.'),
  hugepages: ref<Hugepages>(Hugepages, 'Hugepages.'),
  maxGuest: quantity('Max guest.'),
  reservedOverhead: ref<ReservedOverhead>(ReservedOverhead, 'Reserved overhead.'),
});
export interface Memory extends Infer<typeof Memory> {}

export const ResourceRequirements = object('Resource requirements.', {
  limits: map(quantity(), 'Limits.'),
  overcommitGuestOverhead: boolean('Overcommit guest overhead.'),
  requests: map(quantity(), 'Requests.'),
});
export interface ResourceRequirements extends Infer<typeof ResourceRequirements> {}

export const ResourceRequirementsWithoutClaims = object('Resource requirements without claims.', {
  limits: map(quantity(), 'Limits.'),
  requests: map(quantity(), 'Requests.'),
});
export interface ResourceRequirementsWithoutClaims extends Infer<typeof ResourceRequirementsWithoutClaims> {}
