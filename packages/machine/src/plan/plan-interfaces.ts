// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import type { Interface, VirtualMachineInstance } from '@kubevirt-ts/api';
import { firmwareUuid } from '../firmware-uuid.ts';
import { paths } from '../paths.ts';
import type { PlannedInterface } from './planned-interface.ts';

/** The interface of a VMI that names none, unless it asked for none. */
export function interfacesOf({ spec }: VirtualMachineInstance): Interface[] {
  const { interfaces, autoattachPodInterface } = spec.domain.devices;
  const named = (interfaces ?? []).filter((i) => i.state !== 'absent');
  if (named.length > 0 || (spec.networks ?? []).length > 0 || autoattachPodInterface === false) return named;
  return [{ name: 'default', masquerade: {} }];
}

const drivers: Record<string, string> = {
  virtio: 'virtio-net-pci',
  e1000: 'e1000',
  e1000e: 'e1000e',
  igb: 'igb',
  ne2k_pci: 'ne2k_pci',
  pcnet: 'pcnet',
  rtl8139: 'rtl8139',
};

/** The address of an interface: the one it names, else one that is the same at every start of the same guest. */
export function macAddress(vmi: VirtualMachineInstance, { name, macAddress }: Interface): string {
  if (macAddress) return macAddress.toLowerCase().replaceAll('-', ':');
  const seed = [firmwareUuid(vmi), vmi.metadata?.namespace ?? '', name].join('/');
  const bytes = createHash('sha256').update(seed).digest().subarray(0, 5);
  return ['02', ...Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

/** The network interfaces of a guest, in their order. */
export function planInterfaces(vmi: VirtualMachineInstance): PlannedInterface[] {
  return interfacesOf(vmi).map((each) => ({
    alias: `ua-${each.name}`,
    driver: drivers[each.model || 'virtio'] ?? 'virtio-net-pci',
    mac: macAddress(vmi, each),
    bootIndex: each.bootOrder,
    acpiIndex: each.acpiIndex,
    linkUp: each.state !== 'down',
    socket: paths.passtSocket,
  }));
}
