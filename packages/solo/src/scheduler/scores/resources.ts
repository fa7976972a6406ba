// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { NodeInfo, PodInfo } from '../node-info.ts';

const compared = ['cpu', 'memory'] as const;

/** Prefers nodes with much left, from 0 to 100. @upstream NodeResourcesFit, LeastAllocated */
export function leastAllocated(info: PodInfo, node: NodeInfo): number {
  const free = compared.map((name) => {
    const allocatable = node.allocatable.get(name) ?? 0;
    const requested = (node.assumed.get(name) ?? 0) + (info.assumed.get(name) ?? 0);
    return allocatable === 0 || requested > allocatable ? 0 : ((allocatable - requested) * 100) / allocatable;
  });
  return Math.floor(free.reduce((sum, share) => sum + Math.floor(share), 0) / free.length);
}

/** Prefers nodes whose CPU and memory are used alike, from 0 to 100. @upstream NodeResourcesBalancedAllocation */
export function balanced(info: PodInfo, node: NodeInfo): number {
  const shares = compared.map((name) => {
    const allocatable = node.allocatable.get(name) ?? 0;
    const requested = (node.requested.get(name) ?? 0) + (info.requests.get(name) ?? 0);
    return allocatable === 0 ? 1 : Math.min(1, requested / allocatable);
  });
  return Math.floor((1 - Math.abs((shares[0] ?? 0) - (shares[1] ?? 0)) / 2) * 100);
}
