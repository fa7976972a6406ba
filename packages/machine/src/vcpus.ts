// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DomainSpec } from '@kubevirt-ts/api';
import { quantityValue } from '@kubevirt-ts/rules/quantity';

/** How virtual CPUs are laid out in sockets, cores and threads. */
export interface CpuTopology {
  sockets: number;
  cores: number;
  threads: number;
}

/**
 * The topology of a domain: what it says, else one socket per CPU of its limit or request, else one CPU.
 * @upstream a domain without topology gets as many sockets as its CPU limit, or request, rounded up
 */
export function cpuTopology(domain: DomainSpec): CpuTopology {
  const { sockets, cores, threads } = domain.cpu ?? {};
  if (sockets || cores || threads) return { sockets: sockets || 1, cores: cores || 1, threads: threads || 1 };
  const asked = quantityValue(domain.resources?.limits?.cpu) ?? quantityValue(domain.resources?.requests?.cpu) ?? 1;
  return { sockets: Math.max(1, Math.ceil(asked)), cores: 1, threads: 1 };
}

/** The number of virtual CPUs of a domain. */
export function vcpuCount(domain: DomainSpec): number {
  const { sockets, cores, threads } = cpuTopology(domain);
  return sockets * cores * threads;
}
