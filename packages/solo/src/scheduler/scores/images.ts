// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { NodeInfo, PodInfo } from '../node-info.ts';

const leastBytes = 23 * 2 ** 20;
const mostBytesPerContainer = 2 ** 30;

/** Prefers nodes that have a pod's images already, from 0 to 100. @upstream ImageLocality, without its spread over nodes */
export function imageLocality({ pod }: PodInfo, { node }: NodeInfo): number {
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  const present = node.status?.images ?? [];
  const bytes = containers.reduce((sum, { image = '' }) => {
    const tagged = /[:@][^/]*$/.test(image) ? image : `${image}:latest`;
    return sum + (present.find(({ names }) => names?.includes(tagged))?.sizeBytes ?? 0);
  }, 0);
  const mostBytes = mostBytesPerContainer * containers.length;
  const counted = Math.min(Math.max(bytes, leastBytes), mostBytes);
  return Math.floor(((counted - leastBytes) * 100) / (mostBytes - leastBytes));
}
