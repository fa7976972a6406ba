// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Whether text is a PCI address: domain, bus, slot and function, as `0000:81:01.2`. */
export const isPciAddress = (address: string): boolean =>
  /^[\da-fA-F]{4}:[\da-fA-F]{2}:[\da-fA-F]{2}\.[0-7]$/.test(address);
