// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, Pod } from '@kubevirt-ts/kube';
import { quantityNanos } from '../../quantity.ts';

const counted = ['cpu', 'memory'];

/** The pod's quality-of-service class: what its containers ask for of processors and memory decides. */
export function qosClass({ spec }: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const amounts = containers.flatMap(({ resources }) =>
    counted.flatMap((name) => [resources?.requests?.[name], resources?.limits?.[name]]),
  );
  if (amounts.every((amount) => !amount || quantityNanos(amount) === 0n)) return 'BestEffort';
  return containers.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

function isGuaranteed({ resources }: Container): boolean {
  return counted.every((name) => {
    const limit = resources?.limits?.[name];
    if (!limit || quantityNanos(limit) === 0n) return false;
    return quantityNanos(resources.requests?.[name] ?? limit) === quantityNanos(limit);
  });
}

/** How readily the kernel kills a container when memory runs out. @upstream GetContainerOOMScoreAdjust */
export function oomScoreAdjustment(pod: Pod, memoryBytes: { requested: number; ofNode: number }): number {
  if ((pod.spec?.priority ?? 0) >= 2_000_000_000) return -997;
  const qos = qosClass(pod);
  if (qos === 'Guaranteed') return -997;
  if (qos === 'BestEffort') return 1000;
  const score = 1000 - Math.floor((1000 * memoryBytes.requested) / Math.max(1, memoryBytes.ofNode));
  return Math.min(999, Math.max(3, score));
}
