// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// How a migration of a VM goes.

import { atomicList, boolean, type Infer, int32, int64, map, object, quantity, ref, string, time } from '../schema.ts';

export const StallDetectorOptions = object('When a migration counts as stuck, and what is done; an experiment.', {
  stallProgressTimeout: int64(
    'Seconds without less data to send than ever before, after which it counts as stuck; 40 when absent.',
  ),
  stallMargin: int64('Percent above the least seen so far that still count as progress.'),
  searchLocalMinima: boolean('What is done waits until little is left to send; true when absent.'),
  patienceWindowDecayFactor: string('Factor by which each relaxation shortens the wait; 0.5 when absent.'),
  precopyPossibleFactor: string(
    'How many times maxDowntimeMs the pause may take before the migration is given up instead; 1.5 when absent.',
  ),
  completionTimeoutFactor: string('How many times the computed completion time the whole may take.'),
  ewmaAlpha: string('Weight of the newest sample in the measured bandwidth, above 0 up to 1.'),
  switchoverTimeout: int64('Seconds the final switch may take; 60 when absent.'),
});
export interface StallDetectorOptions extends Infer<typeof StallDetectorOptions> {}

export const ExperimentalMigrationOptions = object('Settings that may go again.', {
  compression: string('How data is compressed on its way: none (default) or zstd.'),
  stallDetector: ref<StallDetectorOptions>(StallDetectorOptions, 'When a migration counts as stuck.'),
});
export interface ExperimentalMigrationOptions extends Infer<typeof ExperimentalMigrationOptions> {}

export const VMIMConfigurationOptions = object(
  "The settings this migration runs with: the cluster's, changed by the policy.",
  {
    allowAutoConverge: boolean('The guest may be slowed down so that the migration ends.'),
    allowPostCopy: boolean('The guest may run on the target before all its memory is there.'),
    allowWorkloadDisruption: boolean('The guest may be paused so that the migration ends.'),
    bandwidthPerMigration: quantity('Bytes a second it may send; 0 is unlimited.'),
    completionTimeoutPerGiB: int64('Seconds for each GiB to move, after which it is ended one way or the other.'),
    progressTimeout: int64('Seconds without progress after which it is given up.'),
    maxDowntimeMs: int64('Milliseconds the guest may stand still at the end.'),
    parallelMigrationsPerCluster: int64('Migrations in the cluster at a time.'),
    parallelOutboundMigrationsPerNode: int64('Migrations from a node at a time.'),
    nodeDrainTaintKey: string('Taint that empties a node.'),
    network: string('Network of the migration; the pod network when absent.'),
    disableTLS: boolean('Data is sent unencrypted.'),
    unsafeMigrationOverride: boolean('It also runs when the VM is not known to survive it.'),
    matchSELinuxLevelOnMigration: boolean('The target pod gets an SELinux level of its own.'),
    utilityVolumesTimeout: int64('Seconds to wait for utility volumes to be gone.'),
    experimental: ref<ExperimentalMigrationOptions>(ExperimentalMigrationOptions, 'Settings that may go again.'),
  },
);
export interface VMIMConfigurationOptions extends Infer<typeof VMIMConfigurationOptions> {}

export const VirtualMachineInstanceMigrationSourceState = object('What the source knows.', {
  node: string('Node the VM leaves.'),
  pod: string('Pod the VM leaves.'),
  migrationUID: string("Migration object on the source's side."),
  virtualMachineInstanceUID: string('UID of the VMI that leaves.'),
  domainName: string('Name of the machine in the hypervisor.'),
  domainNamespace: string('Namespace of the VMI that leaves.'),
  nodeSelectors: map(string(), 'Labels the target node must have.'),
  persistentStatePVCName: string('Claim with TPM and UEFI state.'),
  selinuxContext: string('SELinux context of the pod.'),
  syncAddress: string('Address at which another cluster exchanges states.'),
});
export interface VirtualMachineInstanceMigrationSourceState
  extends Infer<typeof VirtualMachineInstanceMigrationSourceState> {}

export const VirtualMachineInstanceMigrationTargetState = object('What the target knows.', {
  node: string('Node the VM goes to.'),
  pod: string('Pod the VM goes to.'),
  migrationUID: string("Migration object on the target's side."),
  virtualMachineInstanceUID: string('UID of the VMI that arrives.'),
  nodeAddress: string('Address at which the target listens.'),
  directMigrationNodePorts: map(int32(), 'Ports at which the target listens, each with what it is for.'),
  domainDetected: boolean('The target has seen the machine.'),
  domainReadyTimestamp: time('When the machine ran on the target.'),
  domainName: string('Name of the machine in the hypervisor.'),
  domainNamespace: string('Namespace of the VMI that arrives.'),
  cpuSet: atomicList(int32(), 'Dedicated CPUs on the target.'),
  nodeTopology: string('NUMA topology of the target, as JSON.'),
  attachmentPodUID: string('Pod that brings hotplugged volumes to the target.'),
  persistentStatePVCName: string('Claim with TPM and UEFI state.'),
  selinuxContext: string('SELinux context of the pod.'),
  syncAddress: string('Address at which another cluster exchanges states.'),
});
export interface VirtualMachineInstanceMigrationTargetState
  extends Infer<typeof VirtualMachineInstanceMigrationTargetState> {}

export const VirtualMachineInstanceMigrationState = object('How the running or last migration goes.', {
  migrationUid: string('Migration object this is about.'),
  startTimestamp: time('When data began to move.'),
  endTimestamp: time('When it ended.'),
  completed: boolean('It has ended.'),
  failed: boolean('It has failed.'),
  failureReason: string('Why it failed, in words for people.'),
  mode: string('PreCopy, PostCopy or Paused.'),
  abortRequested: boolean('Someone wants it to stop.'),
  abortStatus: string('How far that is: Aborting, Succeeded or Failed.'),
  sourceNode: string('Node the VM leaves.'),
  sourcePod: string('Pod the VM leaves.'),
  targetNode: string('Node the VM goes to.'),
  targetPod: string('Pod the VM goes to.'),
  targetNodeAddress: string('Address at which the target listens.'),
  targetDirectMigrationNodePorts: map(int32(), 'Ports at which the target listens, each with what it is for.'),
  targetNodeDomainDetected: boolean('The target has seen the machine.'),
  targetNodeDomainReadyTimestamp: time('When the machine ran on the target.'),
  targetAttachmentPodUID: string('Pod that brings hotplugged volumes to the target.'),
  targetCPUSet: atomicList(int32(), 'Dedicated CPUs on the target.'),
  targetNodeTopology: string('NUMA topology of the target, as JSON.'),
  targetMemoryOverhead: quantity("Memory of the target pod beyond the guest's."),
  sourcePersistentStatePVCName: string('Claim with TPM and UEFI state on the source.'),
  targetPersistentStatePVCName: string('Claim with TPM and UEFI state on the target.'),
  migrationPolicyName: string('Policy that changed the settings; absent when none matched.'),
  migrationConfiguration: ref<VMIMConfigurationOptions>(VMIMConfigurationOptions, 'Settings it runs with.'),
  migrationNetworkType: string('Which network it uses: Pod or Migration.'),
  sourceState: ref<VirtualMachineInstanceMigrationSourceState>(
    VirtualMachineInstanceMigrationSourceState,
    'What the source knows.',
  ),
  targetState: ref<VirtualMachineInstanceMigrationTargetState>(
    VirtualMachineInstanceMigrationTargetState,
    'What the target knows.',
  ),
});
export interface VirtualMachineInstanceMigrationState extends Infer<typeof VirtualMachineInstanceMigrationState> {}
