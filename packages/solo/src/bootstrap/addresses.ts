// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Where an API server listens, and what its certificate names. */
export interface Addresses {
  /** The first is listened on first: whether its port is free decides. */
  listen: readonly string[];
  certified: readonly string[];
}

/** Where clients on this machine find the API. */
export const loopback = '127.0.0.1';
const wildcards = ['0.0.0.0', '::'];

/** Works out where to listen: on loopback, the addresses asked for and the nodes' own, or, if all are asked for, on all at once. */
export function addresses(
  asked: readonly string[],
  gateways: readonly string[],
  machine: () => string[] = machineAddresses,
): Addresses {
  const wildcard = wildcards.find((one) => asked.includes(one));
  const named = asked.filter((address) => !wildcards.includes(address));
  const certified = [loopback, ...named, ...gateways, ...(wildcard ? machine() : [])];
  const listen = wildcard ? [wildcard] : [loopback, ...named.filter((address) => address !== loopback), ...gateways];
  return { listen, certified: [...new Set(certified)] };
}

function machineAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .map(({ address }) => address)
    .filter((address) => !isIPv6(address) || !address.startsWith('fe80:'));
}
