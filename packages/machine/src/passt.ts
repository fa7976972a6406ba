// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Interface, VirtualMachineInstance } from '@kubevirt-ts/api';
import { guestHostname } from './cloud-init/index.ts';
import { paths, programs } from './paths.ts';
import { interfacesOf } from './plan/plan-interfaces.ts';
import type { Command } from './volumes/index.ts';

const defaultCidr = '10.0.2.0/24';

/** The guest's and the gateway's address in an IPv4 network: the second and the first of it. */
export function guestAddresses(cidr: string): { guest: string; gateway: string; prefix: number } {
  const [base = '', length = '24'] = cidr.split('/');
  const number = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const prefix = Number(length);
  const network = number - (number % 2 ** (32 - prefix));
  const dotted = (value: number): string => [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
  return { guest: dotted(network + 2), gateway: dotted(network + 1), prefix };
}

function forwarded(each: Interface, protocol: 'TCP' | 'UDP'): string {
  const ports = (each.ports ?? [])
    .filter((p) => (p.protocol || 'TCP').toUpperCase() === protocol)
    .map((p) => `${p.port}`);
  const ranges = (each.portRanges ?? []).filter((r) => r.protocol === protocol).map((r) => `${r.start}-${r.end}`);
  const declared = (each.ports ?? []).length + (each.portRanges ?? []).length > 0;
  if (!declared) return 'all';
  return ports.length + ranges.length === 0 ? 'none' : [...ports, ...ranges].join(',');
}

/**
 * The program that connects the guest to the pod's network, or nothing for a guest without an interface.
 *
 * It answers DHCP and neighbour discovery itself, forwards the declared ports (all, when none is declared), leaves nothing
 * of the pod's loopback to the guest, and ends when QEMU hangs up.
 * @upstream the guest is .2 and its gateway .1 of the network, 10.0.2.0/24 unless named
 */
export function passtCommand(vmi: VirtualMachineInstance, mtuBytes: number | undefined): Command | undefined {
  const [first] = interfacesOf(vmi);
  if (first === undefined) return undefined;
  const network = (vmi.spec.networks ?? []).find((n) => n.name === first.name);
  const { guest, gateway, prefix } = guestAddresses(network?.pod?.vmNetworkCIDR || defaultCidr);
  return {
    program: programs.passt,
    arguments: [
      '--one-off',
      ...['--socket', paths.passtSocket],
      ...['--log-file', paths.passtLog],
      ...['--address', guest, '--netmask', String(prefix), '--gateway', gateway],
      '--no-map-gw',
      ...(mtuBytes === undefined ? [] : ['--mtu', String(mtuBytes)]),
      ...['--hostname', guestHostname(vmi)],
      ...['--tcp-ports', forwarded(first, 'TCP')],
      ...['--udp-ports', forwarded(first, 'UDP')],
    ],
  };
}
