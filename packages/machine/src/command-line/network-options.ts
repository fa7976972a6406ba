// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { MachinePlan } from '../plan/machine-plan.ts';
import type { PlannedInterface } from '../plan/planned-interface.ts';
import { type Json, json, type Option } from './option.ts';
import type { PciSlots } from './pci-slots.ts';
import { virtio } from './virtio.ts';

const express = new Set(['e1000e', 'igb']);

function place(
  { driver }: PlannedInterface,
  transitional: boolean,
  slots: PciSlots,
): { [name: string]: Json | undefined } {
  if (driver === 'virtio-net-pci') return virtio(driver, transitional, slots);
  return { driver, ...(express.has(driver) ? slots.port() : slots.direct()) };
}

/** The network interfaces of a machine. The boot ROM is there only for an interface that may be booted from. */
export function networkOptions({ interfaces, transitional }: MachinePlan, slots: PciSlots): Option[] {
  return interfaces.flatMap((each) => [
    json('-netdev', {
      type: 'stream',
      id: `host${each.alias}`,
      server: false,
      addr: { type: 'unix', path: each.socket },
    }),
    json('-device', {
      ...place(each, transitional, slots),
      id: each.alias,
      netdev: `host${each.alias}`,
      mac: each.mac,
      bootindex: each.bootIndex,
      'acpi-index': each.acpiIndex,
      romfile: each.bootIndex === undefined ? '' : undefined,
    }),
  ]);
}

/** Interfaces whose cable is out when the guest starts, by device id; there is no option for it, only QMP's set_link. */
export function unpluggedInterfaces({ interfaces }: MachinePlan): string[] {
  return interfaces.filter((each) => !each.linkUp).map((each) => each.alias);
}
