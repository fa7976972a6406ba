// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { HostPort } from '../runtime/spec.ts';
import { nft, removeTable } from './nft.ts';
import type { PodNetworkOptions } from './pod-network.ts';

/** A port of the machine, and the pod it leads to. */
export interface HostPortTarget extends HostPort {
  /** The pod's address. */
  ip: string;
}

/**
 * The rules of a node's pod network, in a table named as its bridge: host ports, and what pods and the machine need so that answers
 * come back to them. The whole text replaces what there was.
 */
export function nodeTable(
  { bridge, subnet, clusterSubnet }: PodNetworkOptions,
  ports: readonly HostPortTarget[],
): string {
  const table = `ip ${bridge}`;
  const rules = ports.map(({ hostPort, containerPort, protocol, hostIp, ip }) => {
    const to = hostIp === '' || hostIp === '0.0.0.0' ? 'fib daddr type local' : `ip daddr ${hostIp}`;
    return `    ${to} ${protocol.toLowerCase()} dport ${hostPort} dnat to ${ip}:${containerPort}`;
  });
  const selves = [...new Set(ports.map(({ ip }) => ip))].map((ip) => `    ip saddr ${ip} ip daddr ${ip} masquerade`);
  return [
    `table ${table} {}`,
    `delete table ${table}`,
    `table ${table} {`,
    '  chain host_ports {',
    ...rules,
    '  }',
    '  chain prerouting {',
    '    type nat hook prerouting priority dstnat; policy accept;',
    '    jump host_ports',
    '  }',
    '  chain output {',
    '    type nat hook output priority -100; policy accept;',
    '    jump host_ports',
    '  }',
    '  chain postrouting {',
    '    type nat hook postrouting priority srcnat; policy accept;',
    '    # a pod that goes outside has an address that nobody there knows',
    `    ip saddr ${subnet} ip daddr != ${clusterSubnet} masquerade`,
    '    # the machine, when it asks a pod by its own loopback address',
    `    ip saddr 127.0.0.0/8 ip daddr ${subnet} masquerade`,
    '    # a pod that asks itself by a port of the machine',
    ...selves,
    '  }',
    '  chain spoofed {',
    '    type filter hook prerouting priority raw; policy accept;',
    '    # route_localnet is on for pods: nothing of theirs is for the loopback address before it is translated',
    '    iifname != "lo" ip daddr 127.0.0.0/8 drop',
    '  }',
    '}',
    '',
  ].join('\n');
}

/** Puts a node's rules in place, with exactly these host ports. */
export async function writeNodeTable(network: PodNetworkOptions, ports: readonly HostPortTarget[]): Promise<void> {
  await nft(nodeTable(network, ports));
}

/** Removes a node's rules. */
export async function removeNodeTable({ bridge }: PodNetworkOptions): Promise<void> {
  await removeTable(bridge);
}
