// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// DNS settings of a pod.

import { atomicList, type Infer, object, ref, string } from '../schema.ts';

export const PodDNSConfigOption = object('One option of the resolver.', {
  name: string('Name of the option.'),
  value: string('Value of the option, if it has one.'),
});
export interface PodDNSConfigOption extends Infer<typeof PodDNSConfigOption> {}

export const PodDNSConfig = object('DNS settings that are added to those of the DNS policy.', {
  nameservers: atomicList(string(), 'Addresses of DNS servers.'),
  searches: atomicList(string(), 'Domains in which short names are looked up.'),
  options: atomicList(
    ref<PodDNSConfigOption>(PodDNSConfigOption),
    'Options of the resolver; they win over those of the policy.',
  ),
});
export interface PodDNSConfig extends Infer<typeof PodDNSConfig> {}
