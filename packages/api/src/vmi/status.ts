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

/** A condition of a VirtualMachineInstance. */
export const VirtualMachineInstanceCondition = condition(
  'One observed fact about a VMI, such as Ready, Paused or LiveMigratable.',
);
export interface VirtualMachineInstanceCondition extends Infer<typeof VirtualMachineInstanceCondition> {}

export const VirtualMachineInstancePhaseTransitionTimestamp = object('When a phase began.', {
  phase: string('The phase.'),
  phaseTransitionTimestamp: time('When it began.'),
});
export interface VirtualMachineInstancePhaseTransitionTimestamp
  extends Infer<typeof VirtualMachineInstancePhaseTransitionTimestamp> {}

export const VirtualMachineInstanceGuestOSInfo = object("The guest's operating system, as the guest agent tells.", {
  name: string('Name, such as Fedora Linux.'),
  id: string('Short name, such as fedora.'),
  version: string('Version in words.'),
  versionId: string('Version as a number.'),
  prettyName: string('Name and version for people.'),
  kernelRelease: string('Release of the kernel.'),
  kernelVersion: string('Build of the kernel.'),
  machine: string('Machine, such as x86_64.'),
});
export interface VirtualMachineInstanceGuestOSInfo extends Infer<typeof VirtualMachineInstanceGuestOSInfo> {}

export const VirtualMachineInstanceNetworkInterface = object('What is known of a network interface.', {
  name: string('Name of the network; absent for interfaces only the guest knows.'),
  interfaceName: string('Name in the guest.'),
  podInterfaceName: string('Name in the pod.'),
  mac: string('Hardware address.'),
  ipAddress: string('First address.'),
  ipAddresses: list(string(), 'All addresses.'),
  linkState: string('up or down.'),
  queueCount: int32('Queues it has.'),
  infoSource: string('Who told: domain, guest-agent, multus-status, separated by commas.'),
});
export interface VirtualMachineInstanceNetworkInterface extends Infer<typeof VirtualMachineInstanceNetworkInterface> {}

export const InitrdInfo = object('An initial RAM disk in use.', {
  checksum: int64('Its checksum, so that a migration does not meet another one.'),
});
export interface InitrdInfo extends Infer<typeof InitrdInfo> {}

export const KernelInfo = object('A kernel in use.', {
  checksum: int64('Its checksum, so that a migration does not meet another one.'),
});
export interface KernelInfo extends Infer<typeof KernelInfo> {}

export const KernelBootStatus = object('What was booted directly.', {
  kernelInfo: ref<KernelInfo>(KernelInfo, 'The kernel.'),
  initrdInfo: ref<InitrdInfo>(InitrdInfo, 'The initial RAM disk.'),
});
export interface KernelBootStatus extends Infer<typeof KernelBootStatus> {}

export const MemoryStatus = object("The guest's memory.", {
  guestAtBoot: quantity('What it started with.'),
  guestRequested: quantity('What it was asked to have.'),
  guestCurrent: quantity('What it has.'),
  memoryOverhead: quantity("Memory of the pod beyond the guest's."),
});
export interface MemoryStatus extends Infer<typeof MemoryStatus> {}

export const TopologyHints = object('What the node must offer.', {
  tscFrequency: int64('Frequency of the time stamp counter in Hz.'),
});
export interface TopologyHints extends Infer<typeof TopologyHints> {}

export const VirtualMachineInstanceStatus = object(
  'What is known of a running VM.',
  {
    phase: string('How far it is: Pending, Scheduling, Scheduled, Running, then Succeeded or Failed.'),
    phaseTransitionTimestamps: atomicList(
      ref<VirtualMachineInstancePhaseTransitionTimestamp>(VirtualMachineInstancePhaseTransitionTimestamp),
      'When each phase began.',
    ),
    reason: string('Why it is there, in one word.'),
    conditions: list(ref<VirtualMachineInstanceCondition>(VirtualMachineInstanceCondition), 'Observed facts.'),
    nodeName: string('Node it runs on.'),
    interfaces: list(
      ref<VirtualMachineInstanceNetworkInterface>(VirtualMachineInstanceNetworkInterface),
      'Network interfaces, the primary one first.',
    ),
    volumeStatus: atomicList(ref<VolumeStatus>(VolumeStatus), 'Volumes.'),
    guestOSInfo: ref<VirtualMachineInstanceGuestOSInfo>(
      VirtualMachineInstanceGuestOSInfo,
      "The guest's operating system; needs the guest agent.",
    ),
    machine: ref<Machine>(Machine, 'Machine type it runs with.'),
    currentCPUTopology: ref<CPUTopology>(CPUTopology, 'Virtual CPUs it has.'),
    memory: ref<MemoryStatus>(MemoryStatus, 'Memory it has.'),
    activePods: map(string(), "Nodes of its pods by the pods' UIDs; two during a migration."),
    launcherContainerImageVersion: string('Image of its launcher; another than the current one means outdated.'),
    migrationState: ref<VirtualMachineInstanceMigrationState>(
      VirtualMachineInstanceMigrationState,
      'The running or last migration.',
    ),
    migrationMethod: string('BlockMigration when local disks move along, else LiveMigration.'),
    migrationTransport: string('How data of a migration moves; Unix.'),
    migratedVolumes: atomicList(
      ref<StorageMigratedVolumeInfo>(StorageMigratedVolumeInfo),
      'Volumes that move to other claims.',
    ),
    evacuationNodeName: string('Node it has to leave.'),
    virtualMachineRevisionName: string("Controller revision with the VM's spec it was started from."),
    qosClass: oneOf(['BestEffort', 'Burstable', 'Guaranteed'], 'Quality of service of its pod.'),
    runtimeUser: int64('User id its pod runs as; 107 unless root.'),
    selinuxContext: string('SELinux context of its pod; none where there is none.'),
    fsFreezeStatus: string("frozen while the guest's file systems are."),
    topologyHints: ref<TopologyHints>(TopologyHints, 'What its node must offer.'),
    VSOCKCID: int64('Its VSOCK address.'),
    kernelBootStatus: ref<KernelBootStatus>(KernelBootStatus, 'What was booted directly.'),
    changedBlockTracking: ref<ChangedBlockTrackingStatus>(
      ChangedBlockTrackingStatus,
      'Whether changed blocks are remembered for backups.',
    ),
  },
  { nullable: true },
);
export interface VirtualMachineInstanceStatus extends Infer<typeof VirtualMachineInstanceStatus> {}
