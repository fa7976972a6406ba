// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What the guest's interfaces are connected to.

import { boolean, type Infer, object, ref, required, string } from '../schema.ts';

export const ClaimRequest = object('Claim request.', {
  claimName: string('Claim name.'),
  requestName: string('Request name.'),
});
export interface ClaimRequest extends Infer<typeof ClaimRequest> {}

export const MultusNetwork = object('Multus network.', {
  networkName: required(string('Network name.')),
  default: boolean('Default.'),
});
export interface MultusNetwork extends Infer<typeof MultusNetwork> {}

export const PodNetwork = object('Pod network.', {
  vmIPv6NetworkCIDR: string('Vm ipv6network cidr.'),
  vmNetworkCIDR: string('Vm network cidr.'),
});
export interface PodNetwork extends Infer<typeof PodNetwork> {}

export const Network = object('Network.', {
  name: required(string('Name.')),
  multus: ref<MultusNetwork>(MultusNetwork, 'Multus.'),
  pod: ref<PodNetwork>(PodNetwork, 'Pod.'),
  resourceClaim: ref<ClaimRequest>(ClaimRequest, 'Resource claim.'),
});
export interface Network extends Infer<typeof Network> {}
