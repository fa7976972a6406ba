// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { CommandFailed, command } from '../runtime/command.ts';
import type { PodNetworkOptions } from './pod-network.ts';

type Network = Pick<PodNetworkOptions, 'bridge' | 'subnet'>;

/** Rules that let pods through, by the chain they belong at the top of. */
const passes = [
  { chain: 'INPUT', flag: '-s' },
  { chain: 'FORWARD', flag: '-s' },
  { chain: 'FORWARD', flag: '-d' },
] as const;

/** The rules, as arguments after `-I <chain>`, that a node lacks, given what `iptables -S` says: none where the machine lets everything through. */
export function missingPasses(listing: string, { bridge, subnet }: Network): string[][] {
  if (listing === '') return [];
  const lines = listing.split('\n');
  return passes.flatMap(({ chain, flag }) => {
    const mine = lines.filter((line) => line.startsWith(`-A ${chain} `));
    const isOpen = mine.length === 0 && lines.includes(`-P ${chain} ACCEPT`);
    const isThere = mine.some((line) => line.includes(`${flag} ${subnet} `) && line.includes(comment(bridge)));
    const rule = [chain, flag, subnet, '-m', 'comment', '--comment', comment(bridge), '-j', 'ACCEPT'];
    return isOpen || isThere ? [] : [rule];
  });
}

/** The rules of a node that are there, as arguments after `-D`. */
export function presentPasses(listing: string, { bridge }: Network): string[][] {
  return listing.split('\n').flatMap((line) => {
    const words = line.replaceAll('"', '').split(' ');
    return words[0] === '-A' && words[words.indexOf('--comment') + 1] === comment(bridge) ? [words.slice(1)] : [];
  });
}

function comment(bridge: string): string {
  return `solo:${bridge}`;
}

/** Lets a node's pods through a firewall of the machine that drops what it does not know, as those of Docker and ufw do. */
export async function passFirewall(network: Network): Promise<void> {
  for (const rule of missingPasses(await listing(), network)) await iptables(['-I', ...rule]);
}

/** Takes the passes of a node out of the machine's firewall. */
export async function endFirewallPass(network: Network): Promise<void> {
  for (const rule of presentPasses(await listing(), network)) await iptables(['-D', ...rule]);
}

/** The machine's rules; empty on one without iptables, which then has no such firewall. */
async function listing(): Promise<string> {
  return iptables(['-S']).catch((error: unknown) => {
    if (error instanceof CommandFailed) return '';
    throw error;
  });
}

function iptables(args: readonly string[]): Promise<string> {
  return command('iptables', ['-w', '5', ...args]);
}
