// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { json, type Option } from './option.ts';

const firstRootPortSlot = 2;
const firstDirectSlot = 0x10;

/** Hands out PCI addresses, always in the same order, so that a guest finds its devices where they were. */
export interface PciSlots {
  /** A root port of its own, as PCI Express devices have; the first one is the guest's bus 1. */
  port(): { bus: string };
  /** A place on the root bus, for devices that are not PCI Express. */
  direct(): { bus: string; addr: string };
  /** The root ports that were handed out. */
  options(): Option[];
}

/** The PCI addresses of one machine: root ports from slot 2 on, eight a slot, and conventional devices from slot 16 on. */
export function pciSlots(): PciSlots {
  const ports: Option[] = [];
  let direct = firstDirectSlot;
  return {
    port() {
      const number = ports.length;
      const [slot, part] = [firstRootPortSlot + Math.floor(number / 8), number % 8];
      const id = `pci.${number + 1}`;
      ports.push(
        json('-device', {
          driver: 'pcie-root-port',
          id,
          bus: 'pcie.0',
          addr: `0x${slot.toString(16)}${part === 0 ? '' : `.0x${part}`}`,
          port: slot * 8 + part,
          chassis: number + 1,
          multifunction: part === 0 ? true : undefined,
        }),
      );
      return { bus: id };
    },
    direct: () => ({ bus: 'pcie.0', addr: `0x${(direct++).toString(16)}` }),
    options: () => ports,
  };
}
