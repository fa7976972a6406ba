// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Defaults of the machines that VMs get.

import { LabelSelector } from '../meta/label-selector.ts';
import { atomicList, type Infer, int64, object, oneOf, quantity, ref, string } from '../schema.ts';

export const ArchSpecificConfiguration = object('Machines of one architecture.', {
  machineType: string('Machine type of VMs that name none.'),
  emulatedMachines: atomicList(string(), 'Machine types VMs may have; * stands for anything.'),
  ovmfPath: string('Directory of the UEFI firmware in the launcher image.'),
});
export interface ArchSpecificConfiguration extends Infer<typeof ArchSpecificConfiguration> {}

export const ArchConfiguration = object('Machines by architecture.', {
  amd64: ref<ArchSpecificConfiguration>(ArchSpecificConfiguration, 'On x86-64: q35, of q35* and pc-q35*, when absent.'),
  arm64: ref<ArchSpecificConfiguration>(ArchSpecificConfiguration, 'On arm64: virt, of virt*, when absent.'),
  s390x: ref<ArchSpecificConfiguration>(ArchSpecificConfiguration, 'On s390x: s390-ccw-virtio when absent.'),
  ppc64le: ref<ArchSpecificConfiguration>(ArchSpecificConfiguration, 'Deprecated: not supported any more.'),
  defaultArchitecture: string("Architecture of VMs that name none; the control plane's when absent."),
});
export interface ArchConfiguration extends Infer<typeof ArchConfiguration> {}

export const SMBiosConfiguration = object('What guests read about their machine from SMBIOS.', {
  manufacturer: string('Who made it; KubeVirt when absent.'),
  product: string('What it is; None when absent.'),
  family: string('What it belongs to; KubeVirt when absent.'),
  version: string('Its version.'),
  sku: string('Its stock number.'),
});
export interface SMBiosConfiguration extends Infer<typeof SMBiosConfiguration> {}

export const HypervisorConfiguration = object('A hypervisor that runs VMs.', {
  name: oneOf(['kvm', 'hyperv-direct'], 'Which one; kvm when absent.', { strict: true }),
});
export interface HypervisorConfiguration extends Infer<typeof HypervisorConfiguration> {}

export const LiveUpdateConfiguration = object('How far running VMs can grow.', {
  maxHotplugRatio: int64('Times the initial CPUs and memory a VM can reach that sets no limits itself; 4 when absent.'),
  maxCpuSockets: int64('Sockets such a VM can reach.'),
  maxGuest: quantity('Memory such a VM can reach.'),
});
export interface LiveUpdateConfiguration extends Infer<typeof LiveUpdateConfiguration> {}

export const DisableFreePageReporting = object('Guests do not give back memory they do not use.', {});
export interface DisableFreePageReporting extends Infer<typeof DisableFreePageReporting> {}

export const DisableSerialConsoleLog = object('Serial consoles are not written to logs.', {});
export interface DisableSerialConsoleLog extends Infer<typeof DisableSerialConsoleLog> {}

export const VirtualMachineOptions = object('Switches for all VMs.', {
  disableFreePageReporting: ref<DisableFreePageReporting>(
    DisableFreePageReporting,
    'When present, guests do not give back memory they do not use.',
  ),
  disableSerialConsoleLog: ref<DisableSerialConsoleLog>(
    DisableSerialConsoleLog,
    'When present, serial consoles are not written to logs unless a VM asks for it.',
  ),
});
export interface VirtualMachineOptions extends Infer<typeof VirtualMachineOptions> {}

export const ChangedBlockTrackingSelectors = object(
  'VMs whose changed blocks are remembered for incremental backups; either selection suffices.',
  {
    namespaceLabelSelector: ref<LabelSelector>(LabelSelector, 'All VMs in these namespaces.'),
    virtualMachineLabelSelector: ref<LabelSelector>(LabelSelector, 'These VMs.'),
  },
);
export interface ChangedBlockTrackingSelectors extends Infer<typeof ChangedBlockTrackingSelectors> {}
