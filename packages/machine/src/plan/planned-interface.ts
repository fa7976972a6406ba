// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A network interface of the guest, connected to a `passt` by a socket. */
export interface PlannedInterface {
  alias: string;
  /** QEMU's device driver, without a virtio flavour. */
  driver: string;
  mac: string;
  bootIndex?: number;
  acpiIndex?: number;
  linkUp: boolean;
  socket: string;
}
