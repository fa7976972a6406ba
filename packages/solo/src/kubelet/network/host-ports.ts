// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { HostPort } from '../runtime/spec.ts';
import { nft, removeTable } from './nft.ts';

/** A port of the machine, and the pod it leads to. */
export interface HostPortTarget extends HostPort {
  /** The pod's address. */
  ip: string;
}

/** The table that leads ports of the machine into a node's pods; the whole text replaces what there was. */
export function hostPortTable(bridge: string, ports: readonly HostPortTarget[]): string {
  const table = `ip ${bridge}`;
  const rules = ports.map(({ hostPort, containerPort, protocol, hostIp, ip }) => {
    const to = hostIp === '' || hostIp === '0.0.0.0' ? 'fib daddr type local' : `ip daddr ${hostIp}`;
    return `    ${to} ${protocol.toLowerCase()} dport ${hostPort} dnat to ${ip}:${containerPort}`;
  });
  return [
    `table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    '  chain ports {',
    ...rules,
    '  }',
    '  chain prerouting {',
    '    type nat hook prerouting priority dstnat; policy accept;',
    '    jump ports',
    '  }',
    '  chain output {',
    '    type nat hook output priority -100; policy accept;',
    '    jump ports',
    '  }',
    '  chain postrouting {',
    '    type nat hook postrouting priority srcnat; policy accept;',
    // A pod that calls itself by the machine's port, and the machine by its loopback.
    `    oifname "${bridge}" ip saddr 127.0.0.0/8 masquerade`,
    ...[...new Set(ports.map(({ ip }) => ip))].map((ip) => `    ip saddr ${ip} ip daddr ${ip} masquerade`),
    '  }',
    '}',
    '',
  ].join('\n');
}

/** Has exactly these ports of the machine lead into a node's pods. */
export async function writeHostPorts(bridge: string, ports: readonly HostPortTarget[]): Promise<void> {
  if (ports.length === 0) await removeTable(bridge);
  else await nft(hostPortTable(bridge, ports));
}

/** Ends all of a node's host ports. */
export async function clearHostPorts(bridge: string): Promise<void> {
  await removeTable(bridge);
}
