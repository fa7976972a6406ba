// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What the guest's interfaces are connected to.

import { boolean, type Infer, object, ref, required, string } from '../schema.ts';

export const ClaimRequest = object('A device of a resource claim.', {
  claimName: string('Entry of spec.resourceClaims.'),
  requestName: string('Which request of that claim is meant.'),
});
export interface ClaimRequest extends Infer<typeof ClaimRequest> {}

export const MultusNetwork = object('A network that Multus connects the pod to.', {
  networkName: required(string('Network attachment definition, as name or namespace/name.')),
  default: boolean('This network replaces the pod network; at most one does. False when absent.'),
});
export interface MultusNetwork extends Infer<typeof MultusNetwork> {}

export const PodNetwork = object('The network every pod has.', {
  vmNetworkCIDR: string('IPv4 network between pod and guest with masquerade; 10.0.2.0/24 when absent.'),
  vmIPv6NetworkCIDR: string('IPv6 network between pod and guest with masquerade; fd10:0:2::/120 when absent.'),
});
export interface PodNetwork extends Infer<typeof PodNetwork> {}

export const Network = object(
  'What the interface of the same name is connected to; exactly one of pod, multus and resourceClaim.',
  {
    name: required(string('Name, unique among networks.')),
    pod: ref<PodNetwork>(PodNetwork, 'The pod network; at most once.'),
    multus: ref<MultusNetwork>(MultusNetwork, 'A further network, by Multus.'),
    resourceClaim: ref<ClaimRequest>(
      ClaimRequest,
      'A network device of a resource claim; needs gate NetworkDevicesWithDRA.',
    ),
  },
);
export interface Network extends Infer<typeof Network> {}
