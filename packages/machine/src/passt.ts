// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Interface, VirtualMachineInstance } from '@kubevirt-ts/api';
import { guestHostname } from './cloud-init/index.ts';
import { paths, programs } from './paths.ts';
import { interfacesOf } from './plan/plan-interfaces.ts';
import type { Command } from './volumes/index.ts';

const defaultCidr = '10.0.2.0/24';

/** Ports that are not left for outgoing connections by Linux's own setting: 1 to 32767 and 61000 to 65535. */
const ordinaryPorts = 32_767 + 4_536;
const lastOfFirstRange = 32_767;

/** Open files that passt needs besides one for each port. */
const spareFiles = 1_000;

/** What the launcher found out about the pod's network. */
export interface PodNetwork {
  mtuBytes?: number;
  /** How many files a process of the pod may open; every port that is listened on takes one. */
  maxOpenFiles: number;
  /** The lowest port that an unprivileged process may listen on. */
  firstPort: number;
  /** Whether this passt can tell the guest its name. */
  namesGuest: boolean;
}

/** The last port that is forwarded for a guest that declares none, when not all of them can be; nothing when they can. */
export function lastForwardedPort({ maxOpenFiles, firstPort }: PodNetwork): number | undefined {
  if (maxOpenFiles >= 2 * ordinaryPorts + spareFiles) return undefined;
  return Math.min(lastOfFirstRange, firstPort - 1 + Math.max(1, Math.floor((maxOpenFiles - spareFiles) / 2)));
}

/** Whether an interface names the ports that the guest is to be reached on. */
export function declaresPorts({ ports, portRanges }: Interface): boolean {
  return (ports ?? []).length + (portRanges ?? []).length > 0;
}

/** The guest's and the gateway's address in an IPv4 network: the second and the first of it. */
export function guestAddresses(cidr: string): { guest: string; gateway: string; prefix: number } {
  const [base = '', length = '24'] = cidr.split('/');
  const number = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const prefix = Number(length);
  const network = number - (number % 2 ** (32 - prefix));
  const dotted = (value: number): string => [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
  return { guest: dotted(network + 2), gateway: dotted(network + 1), prefix };
}

function forwarded(each: Interface, protocol: 'TCP' | 'UDP', pod: PodNetwork): string {
  if (!declaresPorts(each)) {
    const last = lastForwardedPort(pod);
    return last === undefined ? 'all' : `${pod.firstPort}-${last}`;
  }
  const ports = (each.ports ?? [])
    .filter((p) => (p.protocol || 'TCP').toUpperCase() === protocol)
    .map((p) => `${p.port}`);
  const ranges = (each.portRanges ?? []).filter((r) => r.protocol === protocol).map((r) => `${r.start}-${r.end}`);
  return ports.length + ranges.length === 0 ? 'none' : [...ports, ...ranges].join(',');
}

/**
 * The program that connects the guest to the pod's network, or nothing for a guest without an interface.
 *
 * It answers DHCP and neighbour discovery itself, forwards the declared ports (all, when none is declared), leaves nothing
 * of the pod's loopback to the guest, and ends when QEMU hangs up.
 * A socket for each port is 250 MiB of the kernel's memory for all of them, and few for the declared ones.
 * @upstream the guest is .2 and its gateway .1 of the network, 10.0.2.0/24 unless named
 */
export function passtCommand(vmi: VirtualMachineInstance, pod: PodNetwork): Command | undefined {
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
      ...(pod.mtuBytes === undefined ? [] : ['--mtu', String(pod.mtuBytes)]),
      ...(pod.namesGuest ? ['--hostname', guestHostname(vmi)] : []),
      ...['--tcp-ports', forwarded(first, 'TCP', pod)],
      ...['--udp-ports', forwarded(first, 'UDP', pod)],
    ],
  };
}
