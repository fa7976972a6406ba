// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod } from '@kubevirt-ts/kube';
import { quantityNanos } from '../../../quantity.ts';

const counted = ['cpu', 'memory'] as const;

/** How a pod is treated when its node runs short: by what it requests and what it is limited to. @upstream qos.GetPodQOS */
export function qosClass(pod: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const { spec } = pod;
  const all = spec?.resources ? [spec.resources] : containerResources(pod);
  let hasAny = false;
  let isGuaranteed = true;
  for (const { requests, limits } of all) {
    for (const name of counted) {
      const [requested, limit] = [nanos(requests?.[name]), nanos(limits?.[name])];
      if (requested > 0n || limit > 0n) hasAny = true;
      if (limit <= 0n || (requests?.[name] !== undefined && requested !== limit)) isGuaranteed = false;
    }
  }
  if (!hasAny) return 'BestEffort';
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

interface Amounts {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}

function containerResources(pod: Pod): Amounts[] {
  return [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].map(({ resources }) => resources ?? {});
}

function nanos(amount: string | undefined): bigint {
  return quantityNanos(amount ?? '0') ?? 0n;
}
