// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PciSlots } from './pci-slots.ts';

/** A virtio device on PCI: with the old protocol too it is not PCI Express and sits on the root bus. */
export function virtio(
  driver: string,
  transitional: boolean,
  slots: PciSlots,
): { driver: string; bus: string; addr?: string } {
  if (transitional) return { driver: `${driver}-transitional`, ...slots.direct() };
  return { driver: `${driver}-non-transitional`, ...slots.port() };
}
