// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { resources, type VirtualMachineInstance } from '@kubevirt-ts/api';
import type { Container } from '@kubevirt-ts/kube';
import { guestMemoryBytes, memoryOverheadBytes, requestedMemoryBytes, vcpuCount } from '@kubevirt-ts/machine';
import type { ClusterConfig } from '@kubevirt-ts/rules/config';
import { quantityValue } from '@kubevirt-ts/rules/quantity';

type Resources = NonNullable<Container['resources']>;
type Amounts = Record<string, string>;

/** Bytes of ephemeral storage that a launcher uses besides overlays, as a decimal quantity. */
const ephemeralStorage = '50M';

/** What a VM's pod needs beyond the guest's RAM, in bytes. */
export function overheadBytes(vmi: VirtualMachineInstance, config: ClusterConfig): number {
  return memoryOverheadBytes(vmi, {
    overcommitPercent: config.memoryOvercommitPercent,
    ratio: config.additionalGuestMemoryOverheadRatio,
    emulated: config.useEmulation,
  });
}

function cpuAmounts({ domain }: VirtualMachineInstance['spec'], ratio: number): { request: string; limit?: string } {
  const count = vcpuCount(domain);
  if (domain.cpu?.dedicatedCpuPlacement === true) {
    const whole = String(count + (domain.cpu.isolateEmulatorThread === true ? 1 : 0));
    return { request: whole, limit: whole };
  }
  const { requests, limits } = domain.resources ?? {};
  const limit = limits?.cpu === undefined ? undefined : String(limits.cpu);
  return { request: String(requests?.cpu ?? `${Math.ceil((count * 1000) / ratio)}m`), limit };
}

function memoryAmounts(
  { domain }: VirtualMachineInstance['spec'],
  overhead: number,
  overcommitPercent: number,
): { requests: Amounts; limits: Amounts } {
  const pages = domain.memory?.hugepages?.pageSize;
  if (pages !== undefined) {
    const guest = String(guestMemoryBytes(domain) ?? 0);
    const amounts = { [`hugepages-${pages}`]: guest };
    return { requests: { ...amounts, memory: String(overhead) }, limits: { ...amounts, memory: String(overhead) } };
  }
  const uncounted = domain.resources?.overcommitGuestOverhead === true;
  const request = requestedMemoryBytes(domain, overcommitPercent) + (uncounted ? 0 : overhead);
  const asked = quantityValue(domain.resources?.limits?.memory);
  const dedicated = domain.cpu?.dedicatedCpuPlacement === true ? request : undefined;
  const limit = asked === undefined ? dedicated : asked + overhead;
  return { requests: { memory: String(request) }, limits: limit === undefined ? {} : { memory: String(limit) } };
}

/**
 * What the compute container asks for.
 * @upstream a tenth of a CPU for each virtual one unless said otherwise; the guest's memory and the overhead on top, the
 *   overhead in the limit even when it is left out of the request
 * @differs a slot of virt-handler's sockets instead of tun and vhost-net
 */
export function launcherResources(vmi: VirtualMachineInstance, config: ClusterConfig): Resources {
  const cpu = cpuAmounts(vmi.spec, config.cpuAllocationRatio);
  const memory = memoryAmounts(vmi.spec, overheadBytes(vmi, config), config.memoryOvercommitPercent);
  const devices: Amounts = { [resources.channel]: '1', ...(config.useEmulation ? {} : { [resources.kvm]: '1' }) };
  return {
    requests: { cpu: cpu.request, ...memory.requests, 'ephemeral-storage': ephemeralStorage, ...devices },
    limits: { ...(cpu.limit === undefined ? {} : { cpu: cpu.limit }), ...memory.limits, ...devices },
  };
}

/**
 * What a small helper container asks for.
 * @differs no CPU limit: it would slow down the runtime's own start of the container by seconds
 */
export const helperResources: Resources = {
  requests: { cpu: '1m', memory: '1M', 'ephemeral-storage': ephemeralStorage },
  limits: { memory: '40M' },
};
