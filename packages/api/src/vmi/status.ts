// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What is known of a running VM.

import { CPUTopology } from '../domain/cpu.ts';
import { Machine } from '../domain/firmware.ts';
import { condition } from '../meta/condition.ts';
import {
  atomicList,
  type Infer,
  int32,
  int64,
  list,
  map,
  object,
  oneOf,
  quantity,
  ref,
  string,
  time,
} from '../schema.ts';
import { ChangedBlockTrackingStatus } from './backup-status.ts';
import { VirtualMachineInstanceMigrationState } from './migration-state.ts';
import { StorageMigratedVolumeInfo, VolumeStatus } from './volume-status.ts';

export const VirtualMachineInstanceCondition = condition('VirtualMachineInstanceCondition.');
export interface VirtualMachineInstanceCondition extends Infer<typeof VirtualMachineInstanceCondition> {}

export const VirtualMachineInstancePhaseTransitionTimestamp = object(
  'Virtual machine instance phase transition timestamp.',
  {
    phase: string('Phase.'),
    phaseTransitionTimestamp: time('Phase transition timestamp.'),
  },
);
export interface VirtualMachineInstancePhaseTransitionTimestamp
  extends Infer<typeof VirtualMachineInstancePhaseTransitionTimestamp> {}

export const VirtualMachineInstanceGuestOSInfo = object('Virtual machine instance guest osinfo.', {
  id: string('Id.'),
  kernelRelease: string('Kernel release.'),
  kernelVersion: string('Kernel version.'),
  machine: string('Machine.'),
  name: string('Name.'),
  prettyName: string('Pretty name.'),
  version: string('Version.'),
  versionId: string('Version id.'),
});
export interface VirtualMachineInstanceGuestOSInfo extends Infer<typeof VirtualMachineInstanceGuestOSInfo> {}

export const VirtualMachineInstanceNetworkInterface = object('Virtual machine instance network interface.', {
  infoSource: string('Info source.'),
  interfaceName: string('Interface name.'),
  ipAddress: string('Ip address.'),
  ipAddresses: list(string(), 'Ip addresses.'),
  linkState: string('Link state.'),
  mac: string('Mac.'),
  name: string('Name.'),
  podInterfaceName: string('Pod interface name.'),
  queueCount: int32('Queue count.'),
});
export interface VirtualMachineInstanceNetworkInterface extends Infer<typeof VirtualMachineInstanceNetworkInterface> {}

export const InitrdInfo = object('Initrd info.', {
  checksum: int64('Checksum.'),
});
export interface InitrdInfo extends Infer<typeof InitrdInfo> {}

export const KernelInfo = object('Kernel info.', {
  checksum: int64('Checksum.'),
});
export interface KernelInfo extends Infer<typeof KernelInfo> {}

export const KernelBootStatus = object('Kernel boot status.', {
  initrdInfo: ref<InitrdInfo>(InitrdInfo, 'Initrd info.'),
  kernelInfo: ref<KernelInfo>(KernelInfo, 'Kernel info.'),
});
export interface KernelBootStatus extends Infer<typeof KernelBootStatus> {}

export const MemoryStatus = object('Memory status.', {
  guestAtBoot: quantity('Guest at boot.'),
  guestCurrent: quantity('Guest current.'),
  guestRequested: quantity('Guest requested.'),
  memoryOverhead: quantity('Memory overhead.'),
});
export interface MemoryStatus extends Infer<typeof MemoryStatus> {}

export const TopologyHints = object('Topology hints.', {
  tscFrequency: int64('Tsc frequency.'),
});
export interface TopologyHints extends Infer<typeof TopologyHints> {}

export const VirtualMachineInstanceStatus = object(
  'Virtual machine instance status.',
  {
    VSOCKCID: int64('Vsockcid.'),
    activePods: map(string(), 'Active pods.'),
    changedBlockTracking: ref<ChangedBlockTrackingStatus>(ChangedBlockTrackingStatus, 'Changed block tracking.'),
    conditions: list(ref<VirtualMachineInstanceCondition>(VirtualMachineInstanceCondition), 'Conditions.'),
    currentCPUTopology: ref<CPUTopology>(CPUTopology, 'Current cputopology.'),
    evacuationNodeName: string('Evacuation node name.'),
    fsFreezeStatus: string('Fs freeze status.'),
    guestOSInfo: ref<VirtualMachineInstanceGuestOSInfo>(VirtualMachineInstanceGuestOSInfo, 'Guest osinfo.'),
    interfaces: list(
      ref<VirtualMachineInstanceNetworkInterface>(VirtualMachineInstanceNetworkInterface),
      'Interfaces.',
    ),
    kernelBootStatus: ref<KernelBootStatus>(KernelBootStatus, 'Kernel boot status.'),
    launcherContainerImageVersion: string('Launcher container image version.'),
    machine: ref<Machine>(Machine, 'Machine.'),
    memory: ref<MemoryStatus>(MemoryStatus, 'Memory.'),
    migratedVolumes: atomicList(ref<StorageMigratedVolumeInfo>(StorageMigratedVolumeInfo), 'Migrated volumes.'),
    migrationMethod: string('Migration method.'),
    migrationState: ref<VirtualMachineInstanceMigrationState>(VirtualMachineInstanceMigrationState, 'Migration state.'),
    migrationTransport: string('Migration transport.'),
    nodeName: string('Node name.'),
    phase: string('Phase.'),
    phaseTransitionTimestamps: atomicList(
      ref<VirtualMachineInstancePhaseTransitionTimestamp>(VirtualMachineInstancePhaseTransitionTimestamp),
      'Phase transition timestamps.',
    ),
    qosClass: oneOf(['BestEffort', 'Burstable', 'Guaranteed'], 'Qos class.'),
    reason: string('Reason.'),
    runtimeUser: int64('Runtime user.'),
    selinuxContext: string('Selinux context.'),
    topologyHints: ref<TopologyHints>(TopologyHints, 'Topology hints.'),
    virtualMachineRevisionName: string('Virtual machine revision name.'),
    volumeStatus: atomicList(ref<VolumeStatus>(VolumeStatus), 'Volume status.'),
  },
  { nullable: true },
);
export interface VirtualMachineInstanceStatus extends Infer<typeof VirtualMachineInstanceStatus> {}
