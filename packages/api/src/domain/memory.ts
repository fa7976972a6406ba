// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The memory of a guest, and what pods may claim for it.

import { boolean, type Infer, map, object, quantity, ref, string } from '../schema.ts';

export const Hugepages = object('Backs guest memory by large pages of the node.', {
  pageSize: string('Size of a page as the node offers it: 2Mi or 1Gi on x86-64.'),
});
export interface Hugepages extends Infer<typeof Hugepages> {}

export const ReservedOverhead = object('Memory that is reserved for the VM beyond what is computed.', {
  addedOverhead: quantity('Memory added to the request and limit of the pod.'),
  memLock: string(
    'Required or NotRequired: whether all memory of the VM must stay in RAM, as devices with direct memory access need it.',
  ),
});
export interface ReservedOverhead extends Infer<typeof ReservedOverhead> {}

export const Memory = object('The memory of the guest.', {
  guest: quantity(
    'Memory the guest sees; by default what resources ask for. Can be raised while the VM runs, up to maxGuest.',
  ),
  maxGuest: quantity(
    'Memory that can be reached without a restart; by default 4 times guest where memory can be added at all.',
  ),
  hugepages: ref<Hugepages>(Hugepages, 'Takes the memory from huge pages.'),
  reservedOverhead: ref<ReservedOverhead>(ReservedOverhead, 'Additional reservation for the hypervisor.'),
});
export interface Memory extends Infer<typeof Memory> {}

export const ResourceRequirements = object('What the VM claims from its node, in the words of a pod.', {
  requests: map(
    quantity(),
    "What is set aside on the node. Without memory here it follows from the guest's memory; without CPU, a tenth of a CPU for each virtual one.",
  ),
  limits: map(quantity(), 'What is never exceeded. Memory here bounds guest and hypervisor together.'),
  overcommitGuestOverhead: boolean(
    "The hypervisor's own memory is left out of the request, not of the limit; false when absent.",
  ),
});
export interface ResourceRequirements extends Infer<typeof ResourceRequirements> {}

export const ResourceRequirementsWithoutClaims = object('What a container claims from its node.', {
  requests: map(quantity(), 'What is set aside on the node.'),
  limits: map(quantity(), 'What is never exceeded.'),
});
export interface ResourceRequirementsWithoutClaims extends Infer<typeof ResourceRequirementsWithoutClaims> {}
