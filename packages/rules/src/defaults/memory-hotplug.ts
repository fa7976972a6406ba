// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachineInstanceSpec } from '@kubevirt-ts/api';
import { quantityValue } from '../quantity/index.ts';

const gib = 2 ** 30;
const mib = 2 ** 20;

/** Why a VMI's memory cannot grow while it runs, or nothing when it can. */
export const memoryHotplugObstacle = (
  { domain, architecture }: VirtualMachineInstanceSpec,
  maxGuest: string | number | undefined,
): string | undefined => {
  const guestBytes = quantityValue(domain.memory?.guest);
  const maxBytes = quantityValue(maxGuest);
  const hugeGib = domain.memory?.hugepages?.pageSize === '1Gi';
  const blockBytes = hugeGib ? gib : 2 * mib;
  const block = hugeGib ? '1Gi' : '2Mi';
  if (domain.cpu?.realtime) return 'Memory hotplug is not compatible with realtime VMs';
  if (domain.cpu?.numa?.guestMappingPassthrough)
    return 'Memory hotplug is not compatible with guest mapping passthrough';
  if (domain.launchSecurity) return 'Memory hotplug is not compatible with encrypted VMs';
  if (guestBytes === undefined) return 'Guest memory must be configured when memory hotplug is enabled';
  if (maxBytes === undefined) return 'Max guest memory must be configured when memory hotplug is enabled';
  if (guestBytes > maxBytes) return 'Guest memory is greater than the configured maxGuest memory';
  if (guestBytes % blockBytes !== 0) return `Guest memory must be ${block} aligned`;
  if (maxBytes % blockBytes !== 0) return `MaxGuest must be ${block} aligned`;
  if (architecture !== 'amd64') return 'Memory hotplug is only available for x86_64 VMs';
  if (guestBytes < gib) return 'Memory hotplug is only available for VMs with at least 1Gi of guest memory';
  return undefined;
};
