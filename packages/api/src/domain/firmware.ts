// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What the guest boots with.

import { boolean, type Infer, object, oneOf, ref, required, string } from '../schema.ts';

export const ACPI = object('ACPI tables that are handed to the guest as they are.', {
  slicNameRef: string('Name of the volume with the SLIC table, a Windows licence of a machine.'),
  msdmNameRef: string('Name of the volume with the MSDM table, a Windows product key.'),
});
export interface ACPI extends Infer<typeof ACPI> {}

export const BIOS = object('Boots with a PC BIOS.', {
  useSerial: boolean('The BIOS writes to the serial console too; false when absent.'),
});
export interface BIOS extends Infer<typeof BIOS> {}

export const EFI = object('Boots with UEFI.', {
  secureBoot: boolean('Only signed boot loaders are started; true when absent, and needs features.smm.'),
  persistent: boolean('UEFI variables are kept over restarts in a small claim of their own; false when absent.'),
});
export interface EFI extends Infer<typeof EFI> {}

export const Bootloader = object('The firmware that looks for something to boot; one of the two.', {
  bios: ref<BIOS>(BIOS, 'Boots with a PC BIOS, the default.'),
  efi: ref<EFI>(EFI, 'Boots with UEFI.'),
});
export interface Bootloader extends Infer<typeof Bootloader> {}

export const KernelBootContainer = object('An image that holds a kernel and an initial RAM disk.', {
  image: required(string('The image.')),
  kernelPath: string('Path of the kernel in the image.'),
  initrdPath: string('Path of the initial RAM disk in the image.'),
  imagePullPolicy: oneOf(
    ['Always', 'IfNotPresent', 'Never'],
    'When the image is pulled: Always, IfNotPresent or Never.',
  ),
  imagePullSecret: string('Secret with the credentials of the registry.'),
});
export interface KernelBootContainer extends Infer<typeof KernelBootContainer> {}

export const KernelBoot = object('Boots a kernel directly, without a boot loader.', {
  container: ref<KernelBootContainer>(KernelBootContainer, 'Where kernel and initial RAM disk are.'),
  kernelArgs: string('Command line of the kernel; only together with a kernel.'),
});
export interface KernelBoot extends Infer<typeof KernelBoot> {}

export const Firmware = object('What the guest boots with, and how the machine names itself.', {
  uuid: string('UUID the guest reads from SMBIOS; by default made once for each VM.'),
  serial: string('Serial number the guest reads from SMBIOS; by default made once for each VM.'),
  bootloader: ref<Bootloader>(Bootloader, 'BIOS or UEFI.'),
  kernelBoot: ref<KernelBoot>(KernelBoot, 'A kernel that is booted directly.'),
  acpi: ref<ACPI>(ACPI, 'ACPI tables for the guest.'),
});
export interface Firmware extends Infer<typeof Firmware> {}

export const Chassis = object('The chassis as the guest reads it from SMBIOS.', {
  manufacturer: string('Who made it.'),
  version: string('Its version.'),
  serial: string('Its serial number.'),
  asset: string('Its asset tag.'),
  sku: string('Its stock number.'),
});
export interface Chassis extends Infer<typeof Chassis> {}

export const Machine = object('The kind of computer that is emulated.', {
  type: string(
    "Machine type of QEMU, such as q35 or pc-q35-10.0; the cluster's default when absent (q35 on x86-64, virt on arm64).",
  ),
});
export interface Machine extends Infer<typeof Machine> {}
