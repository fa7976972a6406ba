// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, Pod } from '@kubevirt-ts/kube';
import { quantityMillis, quantityValue } from '../../quantity.ts';
import type { CgroupLimits } from '../runtime/spec.ts';

/** What the kernel holds a container to. */
export function containerLimits({ resources }: Container): CgroupLimits {
  const { limits, requests } = resources ?? {};
  const request = requests?.cpu ?? limits?.cpu;
  return {
    ...(request && { cpuRequestMillis: quantityMillis(request) }),
    ...(limits?.cpu && { cpuLimitMillis: quantityMillis(limits.cpu) }),
    ...(limits?.memory && { memoryLimitBytes: quantityValue(limits.memory) }),
  };
}

/** What the kernel holds a whole pod to: a limit only when each of its containers has one. */
export function podLimits({ spec }: Pod): CgroupLimits {
  const steady = [...(spec?.containers ?? []), ...(spec?.initContainers ?? []).filter(isSidecar)].map(containerLimits);
  const brief = (spec?.initContainers ?? []).filter((container) => !isSidecar(container)).map(containerLimits);
  const overhead = containerLimits({ name: '', resources: { limits: spec?.overhead, requests: spec?.overhead } });
  const together = (field: keyof CgroupLimits, needAll: boolean): Partial<CgroupLimits> => {
    if (needAll && [...steady, ...brief].some((limits) => !limits[field])) return {};
    const sum = steady.reduce((total, limits) => total + (limits[field] ?? 0), 0);
    const most = Math.max(sum, ...brief.map((limits) => limits[field] ?? 0)) + (overhead[field] ?? 0);
    return most > 0 ? { [field]: most } : {};
  };
  return {
    ...together('cpuRequestMillis', false),
    ...together('cpuLimitMillis', true),
    ...together('memoryLimitBytes', true),
  };
}

function isSidecar({ restartPolicy }: Container): boolean {
  return restartPolicy === 'Always';
}
