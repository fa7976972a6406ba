// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// How a migration of a VM goes.

import { atomicList, boolean, type Infer, int32, int64, map, object, quantity, ref, string, time } from '../schema.ts';

export const StallDetectorOptions = object('Stall detector options.', {
  completionTimeoutFactor: string('Completion timeout factor.'),
  ewmaAlpha: string('Ewma alpha.'),
  patienceWindowDecayFactor: string('Patience window decay factor.'),
  precopyPossibleFactor: string('Precopy possible factor.'),
  searchLocalMinima: boolean('Search local minima.'),
  stallMargin: int64('Stall margin.'),
  stallProgressTimeout: int64('Stall progress timeout.'),
  switchoverTimeout: int64('Switchover timeout.'),
});
export interface StallDetectorOptions extends Infer<typeof StallDetectorOptions> {}

export const ExperimentalMigrationOptions = object('Experimental migration options.', {
  compression: string('Compression.'),
  stallDetector: ref<StallDetectorOptions>(StallDetectorOptions, 'Stall detector.'),
});
export interface ExperimentalMigrationOptions extends Infer<typeof ExperimentalMigrationOptions> {}

export const VMIMConfigurationOptions = object('Vmimconfiguration options.', {
  allowAutoConverge: boolean('Allow auto converge.'),
  allowPostCopy: boolean('Allow post copy.'),
  allowWorkloadDisruption: boolean('Allow workload disruption.'),
  bandwidthPerMigration: quantity('Bandwidth per migration.'),
  completionTimeoutPerGiB: int64('Completion timeout per gi b.'),
  disableTLS: boolean('Disable tls.'),
  experimental: ref<ExperimentalMigrationOptions>(ExperimentalMigrationOptions, 'Experimental.'),
  matchSELinuxLevelOnMigration: boolean('Match selinux level on migration.'),
  maxDowntimeMs: int64('Max downtime ms.'),
  network: string('Network.'),
  nodeDrainTaintKey: string('Node drain taint key.'),
  parallelMigrationsPerCluster: int64('Parallel migrations per cluster.'),
  parallelOutboundMigrationsPerNode: int64('Parallel outbound migrations per node.'),
  progressTimeout: int64('Progress timeout.'),
  unsafeMigrationOverride: boolean('Unsafe migration override.'),
  utilityVolumesTimeout: int64('Utility volumes timeout.'),
});
export interface VMIMConfigurationOptions extends Infer<typeof VMIMConfigurationOptions> {}

export const VirtualMachineInstanceMigrationSourceState = object('Virtual machine instance migration source state.', {
  domainName: string('Domain name.'),
  domainNamespace: string('Domain namespace.'),
  migrationUID: string('Migration uid.'),
  node: string('Node.'),
  nodeSelectors: map(string(), 'Node selectors.'),
  persistentStatePVCName: string('Persistent state pvcname.'),
  pod: string('Pod.'),
  selinuxContext: string('Selinux context.'),
  syncAddress: string('Sync address.'),
  virtualMachineInstanceUID: string('Virtual machine instance uid.'),
});
export interface VirtualMachineInstanceMigrationSourceState
  extends Infer<typeof VirtualMachineInstanceMigrationSourceState> {}

export const VirtualMachineInstanceMigrationTargetState = object('Virtual machine instance migration target state.', {
  attachmentPodUID: string('Attachment pod uid.'),
  cpuSet: atomicList(int32(), 'Cpu set.'),
  directMigrationNodePorts: map(int32(), 'Direct migration node ports.'),
  domainDetected: boolean('Domain detected.'),
  domainName: string('Domain name.'),
  domainNamespace: string('Domain namespace.'),
  domainReadyTimestamp: time('Domain ready timestamp.'),
  migrationUID: string('Migration uid.'),
  node: string('Node.'),
  nodeAddress: string('Node address.'),
  nodeTopology: string('Node topology.'),
  persistentStatePVCName: string('Persistent state pvcname.'),
  pod: string('Pod.'),
  selinuxContext: string('Selinux context.'),
  syncAddress: string('Sync address.'),
  virtualMachineInstanceUID: string('Virtual machine instance uid.'),
});
export interface VirtualMachineInstanceMigrationTargetState
  extends Infer<typeof VirtualMachineInstanceMigrationTargetState> {}

export const VirtualMachineInstanceMigrationState = object('Virtual machine instance migration state.', {
  abortRequested: boolean('Abort requested.'),
  abortStatus: string('Abort status.'),
  completed: boolean('Completed.'),
  endTimestamp: time('End timestamp.'),
  failed: boolean('Failed.'),
  failureReason: string('Failure reason.'),
  migrationConfiguration: ref<VMIMConfigurationOptions>(VMIMConfigurationOptions, 'Migration configuration.'),
  migrationNetworkType: string('Migration network type.'),
  migrationPolicyName: string('Migration policy name.'),
  migrationUid: string('Migration uid.'),
  mode: string('Mode.'),
  sourceNode: string('Source node.'),
  sourcePersistentStatePVCName: string('Source persistent state pvcname.'),
  sourcePod: string('Source pod.'),
  sourceState: ref<VirtualMachineInstanceMigrationSourceState>(
    VirtualMachineInstanceMigrationSourceState,
    'Source state.',
  ),
  startTimestamp: time('Start timestamp.'),
  targetAttachmentPodUID: string('Target attachment pod uid.'),
  targetCPUSet: atomicList(int32(), 'Target cpuset.'),
  targetDirectMigrationNodePorts: map(int32(), 'Target direct migration node ports.'),
  targetMemoryOverhead: quantity('Target memory overhead.'),
  targetNode: string('Target node.'),
  targetNodeAddress: string('Target node address.'),
  targetNodeDomainDetected: boolean('Target node domain detected.'),
  targetNodeDomainReadyTimestamp: time('Target node domain ready timestamp.'),
  targetNodeTopology: string('Target node topology.'),
  targetPersistentStatePVCName: string('Target persistent state pvcname.'),
  targetPod: string('Target pod.'),
  targetState: ref<VirtualMachineInstanceMigrationTargetState>(
    VirtualMachineInstanceMigrationTargetState,
    'Target state.',
  ),
});
export interface VirtualMachineInstanceMigrationState extends Infer<typeof VirtualMachineInstanceMigrationState> {}
