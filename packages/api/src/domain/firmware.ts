// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What the guest boots with.

import { boolean, type Infer, object, oneOf, ref, required, string } from '../schema.ts';

export const ACPI = object('Acpi.', {
  msdmNameRef: string('Msdm name ref.'),
  slicNameRef: string('Slic name ref.'),
});
export interface ACPI extends Infer<typeof ACPI> {}

export const BIOS = object('Bios.', {
  useSerial: boolean('Use serial.'),
});
export interface BIOS extends Infer<typeof BIOS> {}

export const EFI = object('Efi.', {
  persistent: boolean('Persistent.'),
  secureBoot: boolean('Secure boot.'),
});
export interface EFI extends Infer<typeof EFI> {}

export const Bootloader = object('Bootloader.', {
  bios: ref<BIOS>(BIOS, 'Bios.'),
  efi: ref<EFI>(EFI, 'Efi.'),
});
export interface Bootloader extends Infer<typeof Bootloader> {}

export const KernelBootContainer = object('Kernel boot container.', {
  image: required(string('Image.')),
  imagePullPolicy: oneOf(['Always', 'IfNotPresent', 'Never'], 'Image pull policy.', { inDefinition: false }),
  imagePullSecret: string('Image pull secret.'),
  initrdPath: string('Initrd path.'),
  kernelPath: string('Kernel path.'),
});
export interface KernelBootContainer extends Infer<typeof KernelBootContainer> {}

export const KernelBoot = object('Kernel boot.', {
  container: ref<KernelBootContainer>(KernelBootContainer, 'Container.'),
  kernelArgs: string('Kernel args.'),
});
export interface KernelBoot extends Infer<typeof KernelBoot> {}

export const Firmware = object('Firmware.', {
  acpi: ref<ACPI>(ACPI, 'Acpi.'),
  bootloader: ref<Bootloader>(Bootloader, 'Bootloader.'),
  kernelBoot: ref<KernelBoot>(KernelBoot, 'Kernel boot.'),
  serial: string('Serial.'),
  uuid: string('Uuid.'),
});
export interface Firmware extends Infer<typeof Firmware> {}

export const Chassis = object('Chassis.', {
  asset: string('Asset.'),
  manufacturer: string('Manufacturer.'),
  serial: string('Serial.'),
  sku: string('Sku.'),
  version: string('Version.'),
});
export interface Chassis extends Infer<typeof Chassis> {}

export const Machine = object('Machine.', {
  type: string('Type.'),
});
export interface Machine extends Infer<typeof Machine> {}
