// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { SandboxSpec } from './spec.ts';

/** The text of a pod's /etc/hosts. @upstream kubelet's managed file */
export function hostsFile(
  spec: Pick<SandboxSpec, 'hostname' | 'fqdn' | 'hostAliases'>,
  ips: readonly string[],
): string {
  const lines = [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::\tip6-localnet',
    'fe00::\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    ...ips.map((ip) => [ip, ...(spec.fqdn ? [spec.fqdn] : []), spec.hostname].join('\t')),
  ];
  return `${lines.join('\n')}\n${aliases(spec)}`;
}

/** The text of /etc/hosts of a pod with the host's network: the host's, and the pod's own entries. @upstream kubelet */
export function hostNetworkHostsFile(spec: Pick<SandboxSpec, 'hostAliases'>, hosts: string): string {
  return `# Kubernetes-managed hosts file (host network).\n${hosts}${aliases(spec)}`;
}

function aliases({ hostAliases }: Pick<SandboxSpec, 'hostAliases'>): string {
  if (hostAliases.length === 0) return '';
  const lines = hostAliases.map(({ ip, hostnames }) => `${ip}\t${hostnames.join('\t')}`);
  return `\n# Entries added by HostAliases.\n${lines.join('\n')}\n`;
}

/** The text of a pod's /etc/resolv.conf. */
export function resolvConf(dns: NonNullable<SandboxSpec['dns']>): string {
  const lines: string[] = [];
  if (dns.searches.length) lines.push(`search ${dns.searches.join(' ')}`);
  for (const server of dns.nameservers) lines.push(`nameserver ${server}`);
  if (dns.options.length) lines.push(`options ${dns.options.join(' ')}`);
  return lines.map((line) => `${line}\n`).join('');
}
