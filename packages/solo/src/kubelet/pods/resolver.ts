// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PodSpec } from '@kubevirt-ts/kube';

/** The lines of a resolv.conf. */
export interface Resolver {
  nameservers: string[];
  searches: string[];
  options: string[];
}

/** Reads a resolv.conf. Name servers that only the machine itself can reach are left out: in a pod they would be the pod's own. */
export function parseResolver(text: string, o: { keepLoopback?: boolean } = {}): Resolver {
  const resolver: Resolver = { nameservers: [], searches: [], options: [] };
  for (const line of text.split('\n')) {
    const [word, ...values] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/);
    const [first = ''] = values;
    if (word === 'nameserver' && (o.keepLoopback || !/^(127\.|::1$)/.test(first))) resolver.nameservers.push(first);
    if (word === 'search' || word === 'domain') resolver.searches = values.filter((value) => value !== '.');
    if (word === 'options') resolver.options = values;
  }
  return resolver;
}

/**
 * How a pod's containers find names. There is no DNS server of the cluster: what would ask it asks the machine's servers.
 * @upstream as a kubelet without `clusterDNS`
 */
export function podResolver(spec: PodSpec | undefined, ofMachine: Resolver): Resolver {
  const base = spec?.dnsPolicy === 'None' ? { nameservers: [], searches: [], options: [] } : ofMachine;
  const { nameservers = [], searches = [], options = [] } = spec?.dnsConfig ?? {};
  const given = options.map(({ name, value }) => ({
    name: name ?? '',
    text: value ? `${name}:${value}` : (name ?? ''),
  }));
  const kept = base.options.filter((option) => !given.some(({ name }) => name === option.split(':')[0]));
  return {
    nameservers: [...new Set([...base.nameservers, ...nameservers])],
    searches: [...new Set([...base.searches, ...searches])],
    options: [...kept, ...given.map(({ text }) => text)],
  };
}
