// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { quantityValue } from '@kubevirt-ts/rules/quantity';
import { requestedMemoryBytes } from './guest-memory.ts';
import { declaresPorts } from './passt.ts';
import { hasTpm } from './plan/plan-devices.ts';
import { interfacesOf } from './plan/plan-interfaces.ts';
import { vcpuCount } from './vcpus.ts';

const Mi = 2 ** 20;

/**
 * Size of the cache of translated code under emulation, in MiB; QEMU's own default would be a gigabyte. A guest that boots
 * Linux takes a tenth more CPU time with it than without a limit, and 35 MiB less memory.
 */
export const translationCacheMiB = 32;

/** What of the cluster's configuration bears on the overhead. */
export interface OverheadOptions {
  overcommitPercent: number;
  /** Multiplies the whole but for network bindings; at least 1. */
  ratio: number;
  emulated: boolean;
}

/** What a socket for every port costs; the same as KubeVirt counts for a passt binding. */
const allPortsMi = 250;

const fixedMi = { monitor: 25, launcher: 100, virtlogd: 25, virtqemud: 40, qemu: 30, ioThread: 8 };

function probesMi({ livenessProbe, readinessProbe }: VirtualMachineInstance['spec']): number {
  const wrapped = [livenessProbe, readinessProbe].filter(
    (p) => p?.exec !== undefined || p?.guestAgentPing !== undefined,
  );
  return wrapped.length === 0 ? 0 : 100 + 10 * wrapped.length;
}

function isGuaranteed({ requests, limits }: { requests?: object; limits?: object }): boolean {
  const equal = (key: string): boolean => {
    const limit = quantityValue((limits as Record<string, string> | undefined)?.[key]);
    const request = quantityValue((requests as Record<string, string> | undefined)?.[key]);
    return limit !== undefined && limit !== 0 && (request === undefined || request === limit);
  };
  return equal('cpu') && equal('memory');
}

/**
 * Memory in bytes that a VM's pod asks for beyond the guest's RAM.
 * @upstream the numbers are KubeVirt's, although most of the programs they were measured for are not in our pods, so that
 *   quotas and schedules fit both
 * @differs counted too: the cache of translated code under emulation, and a socket for every port when none is declared
 */
export function memoryOverheadBytes(vmi: VirtualMachineInstance, options: OverheadOptions): number {
  const { domain } = vmi.spec;
  const { devices } = domain;
  const pageTables = Math.floor(requestedMemoryBytes(domain, options.overcommitPercent) / 512);
  const dedicated = domain.cpu?.dedicatedCpuPlacement === true || isGuaranteed(domain.resources ?? {});
  const vfio = (devices.gpus ?? []).length > 0 || (devices.hostDevices ?? []).length > 0;
  const sriov = (devices.interfaces ?? []).some((i) => i.sriov !== undefined);
  const security = domain.launchSecurity;
  const mi =
    Object.values(fixedMi).reduce((sum, each) => sum + each, 0) +
    8 * vcpuCount(domain) +
    (devices.autoattachGraphicsDevice === false ? 0 : 32) +
    (vmi.spec.architecture === 'arm64' ? 128 : 0) +
    (vfio || sriov ? 1024 : 0) +
    ((vmi.spec.volumes ?? []).some((v) => v.downwardMetrics !== undefined) ? 1 : 0) +
    probesMi(vmi.spec) +
    (security?.sev !== undefined || security?.snp !== undefined ? 256 : 0) +
    (hasTpm(domain) ? 53 : 0) +
    (dedicated ? 100 : 0) +
    (options.emulated ? translationCacheMiB : 0);
  const reserved = quantityValue(domain.memory?.reservedOverhead?.addedOverhead) ?? 0;
  const open = interfacesOf(vmi).some((i) => i.passtBinding !== undefined || !declaresPorts(i));
  const bindings = open ? allPortsMi * Mi : 0;
  return Math.ceil((pageTables + mi * Mi + reserved) * options.ratio) + bindings;
}
