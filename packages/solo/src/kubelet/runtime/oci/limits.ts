// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { CgroupLimits } from '../spec.ts';
import type { OciResources } from './config.ts';

const periodUs = 100_000;
const minShares = 2;
const maxShares = 262_144;
const minQuotaUs = 1000;

/** What of cgroups a machine offers. */
export type Controllers = ReadonlySet<string>;

/** What cgroups are told for a container's or pod's limits. @upstream kubelet: a CPU is 1024 shares, quotas are per 100 ms; what the machine does not offer is left out */
export function ociResources(limits: CgroupLimits, controllers: Controllers): OciResources {
  const { cpuRequestMillis = 0, cpuLimitMillis, memoryLimitBytes, pidsLimit } = limits;
  const shares = Math.min(maxShares, Math.max(minShares, Math.floor((cpuRequestMillis * 1024) / 1000)));
  const quota = cpuLimitMillis ? Math.max(minQuotaUs, Math.floor((cpuLimitMillis * periodUs) / 1000)) : undefined;
  const cpu = quota === undefined ? { shares } : { shares, quota, period: periodUs };
  return {
    ...(controllers.has('cpu') ? { cpu } : {}),
    ...(memoryLimitBytes && controllers.has('memory')
      ? { memory: { limit: memoryLimitBytes, swap: memoryLimitBytes } }
      : {}),
    ...(pidsLimit && controllers.has('pids') ? { pids: { limit: pidsLimit } } : {}),
  };
}
