// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Service } from '@kubevirt-ts/kube';
import type { World } from '../world.ts';

/** Cluster addresses and node ports of services, each given once. */
export interface ServiceAddresses {
  /** What is given out, as a network: `10.43.0.0/16`. */
  readonly range: string;
  readonly nodePorts: { min: number; max: number };
  /** Begins to give out what one service needs. */
  begin(): Allocation;
  /** To be told of each change of a service that was stored: what is there stays given, what is gone is free again. */
  stored(change: { type: 'ADDED' | 'MODIFIED' | 'DELETED'; service: Service }): void;
}

/** What one service is given. */
export interface Allocation {
  /** Gives an address out; undefined when all are taken. */
  nextAddress(): string | undefined;
  /** Gives a certain address out. */
  takeAddress(address: string): 'taken' | 'out of range' | 'given';
  /** Gives a port out; undefined when all are taken. */
  nextPort(): number | undefined;
  /** Gives a certain port out. */
  takePort(port: number): 'taken' | 'out of range' | 'given';
  /** Takes all of it back: the service will not be stored. */
  undo(): void;
}

/** What is given out but not yet stored with a service is free again after this time: the write was refused. */
const reservedMs = 30_000;

/** Allocates from what no stored service has. The first address is the API server's own. */
export function serviceAddresses(o: {
  world: World;
  now: () => Date;
  range?: string;
  nodePorts?: { min: number; max: number };
  random?: () => number;
}): ServiceAddresses {
  const { range = '10.43.0.0/16', nodePorts = { min: 30_000, max: 32_767 }, random = Math.random } = o;
  const network = parseRange(range);
  const reserved = new Map<string | number, number>();
  // What each stored service has, by its uid; read once, then kept in step.
  let known: Map<string, Set<string | number>> | undefined;

  const holders = () => {
    known ??= new Map(o.world.list<Service>('/services').map((service) => [uidOf(service), heldBy(service)]));
    return known;
  };
  const isTaken = (what: string | number) => {
    const until = reserved.get(what);
    if (until !== undefined && until > o.now().getTime()) return true;
    reserved.delete(what);
    for (const held of holders().values()) if (held.has(what)) return true;
    return false;
  };
  const reserve = <T extends string | number>(what: T, given: Set<string | number>): T => {
    reserved.set(what, o.now().getTime() + reservedMs);
    given.add(what);
    return what;
  };
  const begin = (): Allocation => {
    const given = new Set<string | number>();
    const take = (what: string | number, isInRange: boolean) => {
      if (!isInRange) return 'out of range';
      if (isTaken(what)) return 'taken';
      reserve(what, given);
      return 'given';
    };
    const next = <T extends string | number>(count: number, at: (index: number) => T): T | undefined => {
      const start = Math.floor(random() * count);
      for (let i = 0; i < count; i++) {
        const what = at((start + i) % count);
        if (!isTaken(what)) return reserve(what, given);
      }
      return undefined;
    };
    return {
      nextAddress: () => next(network.size - 2, (index) => addressAt(network.base + index + 1)),
      takeAddress: (address) => take(address, isIn(network, address)),
      nextPort: () => next(nodePorts.max - nodePorts.min + 1, (index) => nodePorts.min + index),
      takePort: (port) => take(port, port >= nodePorts.min && port <= nodePorts.max),
      undo() {
        for (const what of given) reserved.delete(what);
      },
    };
  };

  return {
    range,
    nodePorts,
    begin,
    stored({ type, service }) {
      const held = heldBy(service);
      if (type === 'DELETED') holders().delete(uidOf(service));
      else holders().set(uidOf(service), held);
      for (const what of held) reserved.delete(what);
    },
  };
}

function uidOf(service: Service): string {
  return service.metadata?.uid ?? '';
}

function heldBy({ spec }: Service): Set<string | number> {
  const addresses = (spec?.clusterIPs ?? []).filter((address) => address !== 'None');
  const ports = (spec?.ports ?? []).map(({ nodePort }) => nodePort ?? 0);
  return new Set([...addresses, ...ports, spec?.healthCheckNodePort ?? 0].filter(Boolean));
}

interface Network {
  base: number;
  size: number;
}

function parseRange(range: string): Network {
  const [address = '', bits = '32'] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  const number = numberOf(address);
  return { base: number - (number % size), size };
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function addressAt(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');
}

function isIn({ base, size }: Network, address: string): boolean {
  const number = numberOf(address);
  return number > base && number < base + size - 1;
}
