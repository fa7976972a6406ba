// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// DNS settings of a pod.

import { atomicList, type Infer, object, ref, string } from '../schema.ts';

export const PodDNSConfigOption = object('Pod dnsconfig option.', {
  name: string('Name.'),
  value: string('Value.'),
});
export interface PodDNSConfigOption extends Infer<typeof PodDNSConfigOption> {}

export const PodDNSConfig = object('Pod dnsconfig.', {
  nameservers: atomicList(string(), 'Nameservers.'),
  options: atomicList(ref<PodDNSConfigOption>(PodDNSConfigOption), 'Options.'),
  searches: atomicList(string(), 'Searches.'),
});
export interface PodDNSConfig extends Infer<typeof PodDNSConfig> {}
