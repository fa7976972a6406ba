// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Defaults of the machines that VMs get.

import { LabelSelector } from '../meta/label-selector.ts';
import { atomicList, type Infer, int64, object, quantity, ref, string } from '../schema.ts';

export const ArchSpecificConfiguration = object('Arch specific configuration.', {
  emulatedMachines: atomicList(string(), 'Emulated machines.'),
  machineType: string('Machine type.'),
  ovmfPath: string('Ovmf path.'),
});
export interface ArchSpecificConfiguration extends Infer<typeof ArchSpecificConfiguration> {}

export const ArchConfiguration = object('Arch configuration.', {
  amd64: ref<ArchSpecificConfiguration>(ArchSpecificConfiguration, 'Amd64.'),
  arm64: ref<ArchSpecificConfiguration>(ArchSpecificConfiguration, 'Arm64.'),
  defaultArchitecture: string('Default architecture.'),
  ppc64le: ref<ArchSpecificConfiguration>(ArchSpecificConfiguration, 'Ppc64le.'),
  s390x: ref<ArchSpecificConfiguration>(ArchSpecificConfiguration, 'S390x.'),
});
export interface ArchConfiguration extends Infer<typeof ArchConfiguration> {}

export const SMBiosConfiguration = object('Smbios configuration.', {
  family: string('Family.'),
  manufacturer: string('Manufacturer.'),
  product: string('Product.'),
  sku: string('Sku.'),
  version: string('Version.'),
});
export interface SMBiosConfiguration extends Infer<typeof SMBiosConfiguration> {}

export const HypervisorConfiguration = object('Hypervisor configuration.', {
  name: string('Name.'),
});
export interface HypervisorConfiguration extends Infer<typeof HypervisorConfiguration> {}

export const LiveUpdateConfiguration = object('Live update configuration.', {
  maxCpuSockets: int64('Max cpu sockets.'),
  maxGuest: quantity('Max guest.'),
  maxHotplugRatio: int64('Max hotplug ratio.'),
});
export interface LiveUpdateConfiguration extends Infer<typeof LiveUpdateConfiguration> {}

export const DisableFreePageReporting = object('Disable free page reporting.', {});
export interface DisableFreePageReporting extends Infer<typeof DisableFreePageReporting> {}

export const DisableSerialConsoleLog = object('Disable serial console log.', {});
export interface DisableSerialConsoleLog extends Infer<typeof DisableSerialConsoleLog> {}

export const VirtualMachineOptions = object('Virtual machine options.', {
  disableFreePageReporting: ref<DisableFreePageReporting>(DisableFreePageReporting, 'Disable free page reporting.'),
  disableSerialConsoleLog: ref<DisableSerialConsoleLog>(DisableSerialConsoleLog, 'Disable serial console log.'),
});
export interface VirtualMachineOptions extends Infer<typeof VirtualMachineOptions> {}

export const ChangedBlockTrackingSelectors = object('Changed block tracking selectors.', {
  namespaceLabelSelector: ref<LabelSelector>(LabelSelector, 'Namespace label selector.'),
  virtualMachineLabelSelector: ref<LabelSelector>(LabelSelector, 'Virtual machine label selector.'),
});
export interface ChangedBlockTrackingSelectors extends Infer<typeof ChangedBlockTrackingSelectors> {}
