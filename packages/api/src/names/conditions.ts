// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Types of a VMI's conditions. */
export const vmiConditions = {
  ready: 'Ready',
  podScheduled: 'PodScheduled',
  synchronized: 'Synchronized',
  provisioning: 'Provisioning',
  dataVolumesReady: 'DataVolumesReady',
  paused: 'Paused',
  agentConnected: 'AgentConnected',
  agentVersionNotSupported: 'AgentVersionNotSupported',
  accessCredentialsSynchronized: 'AccessCredentialsSynchronized',
  liveMigratable: 'LiveMigratable',
  storageLiveMigratable: 'StorageLiveMigratable',
  hotVcpuChange: 'HotVCPUChange',
  hotMemoryChange: 'HotMemoryChange',
  volumesChange: 'VolumesChange',
  migrationRequired: 'MigrationRequired',
  evictionRequested: 'EvictionRequested',
  softwareEmulation: 'SoftwareEmulation',
  decentralizedLiveMigrationFailure: 'DecentralizedLiveMigrationFailure',
} as const;

/** Reasons in a VMI's conditions. */
export const vmiConditionReasons = {
  podTerminating: 'PodTerminating',
  podNotExists: 'PodNotExists',
  podConditionMissing: 'PodConditionMissing',
  guestNotRunning: 'GuestNotRunning',
  unschedulable: 'Unschedulable',
  allDataVolumesReady: 'AllDVsReady',
  notAllDataVolumesReady: 'NotAllDVsReady',
  pausedByUser: 'PausedByUser',
  pausedIoError: 'PausedIOError',
  pausedByMigrationMonitor: 'PausedByMigrationMonitor',
  failedCreate: 'FailedCreate',
  failedDelete: 'FailedDelete',
  failedPvcNotFound: 'FailedPvcNotFound',
  failedGuaranteeResources: 'FailedGuaranteeResources',
  errImagePull: 'ErrImagePull',
  imagePullBackOff: 'ImagePullBackOff',
  autoMigrationDueToLiveUpdate: 'AutoMigrationDueToLiveUpdate',
  autoMigrationPending: 'AutoMigrationPending',
  disksNotLiveMigratable: 'DisksNotLiveMigratable',
  interfaceNotLiveMigratable: 'InterfaceNotLiveMigratable',
  hotplugNotLiveMigratable: 'HotplugNotLiveMigratable',
  cpuModeNotLiveMigratable: 'CPUModeLiveMigratable',
  virtioFsNotLiveMigratable: 'VirtIOFSNotLiveMigratable',
  hostDeviceNotLiveMigratable: 'HostDeviceNotLiveMigratable',
  sevNotLiveMigratable: 'SEVNotLiveMigratable',
  tdxNotLiveMigratable: 'TDXNotLiveMigratable',
  secureExecutionNotLiveMigratable: 'SecureExecutionNotLiveMigratable',
  noTscFrequencyNotLiveMigratable: 'NoTSCFrequencyNotLiveMigratable',
  hypervPassthroughNotLiveMigratable: 'HypervPassthroughNotLiveMigratable',
  persistentReservationNotLiveMigratable: 'PersistentReservationNotLiveMigratable',
  decentralizedNotLiveMigratable: 'DecentralizedNotLiveMigratable',
  notMigratable: 'NotMigratable',
} as const;

/** Types of a VM's conditions besides those copied from its VMI. */
export const vmConditions = {
  ready: 'Ready',
  failure: 'Failure',
  restartRequired: 'RestartRequired',
  manualRecoveryRequired: 'ManualRecoveryRequired',
  paused: 'Paused',
} as const;

/** Reasons in a VM's conditions. */
export const vmConditionReasons = {
  vmiNotExists: 'VMINotExists',
  vmiConditionMissing: 'VMIConditionMissing',
  failedCreate: 'FailedCreate',
  failedDelete: 'FailedDelete',
  hotPlugVolumeError: 'HotPlugVolumeError',
  hotPlugCpuError: 'HotPlugCPUError',
  hotPlugMemoryError: 'HotPlugMemoryError',
  hotPlugNetworkInterfaceError: 'HotPlugNetworkInterfaceError',
  volumesUpdateError: 'VolumesUpdateError',
  affinityChangeError: 'AffinityChangeError',
  tolerationsChangeError: 'TolerationsChangeError',
  annotationsLabelsChangeError: 'AnnotationsLabelsChangeError',
  firmwareUuidError: 'FirmwareUUIDError',
  memoryDumpError: 'MemoryDumpError',
  failedUpdateError: 'FailedUpdateError',
  failedFindInstancetype: 'FailedFindInstancetype',
  failedFindPreference: 'FailedFindPreference',
} as const;

/** Types of a replica set's conditions. */
export const replicaSetConditions = { replicaFailure: 'ReplicaFailure', replicaPaused: 'ReplicaPaused' } as const;

/** Types of a migration's conditions. */
export const migrationConditions = {
  abortRequested: 'migrationAbortRequested',
  rejectedByResourceQuota: 'migrationRejectedByResourceQuota',
  blockedByUtilityVolumes: 'migrationBlockedByUtilityVolumes',
  blockedByBackup: 'migrationBlockedByBackup',
  decentralizedBlocked: 'decentralizedMigrationBlocked',
} as const;

/** Types of an installation's conditions. */
export const kubevirtConditions = {
  available: 'Available',
  progressing: 'Progressing',
  degraded: 'Degraded',
  created: 'Created',
  synchronized: 'Synchronized',
} as const;

/** Reasons in an installation's conditions. */
export const kubevirtConditionReasons = {
  deploymentInProgress: 'DeploymentInProgress',
  updateInProgress: 'UpdateInProgress',
  allResourcesCreated: 'AllResourcesCreated',
  allComponentsReady: 'AllComponentsReady',
  existingDeployment: 'ExistingDeployment',
  deploymentFailed: 'DeploymentFailed',
  deletionInProgress: 'DeletionInProgress',
  deletionFailed: 'DeletionFailed',
  rolledBack: 'RolledBack',
} as const;

/** Conditions that KubeVirt writes on pods. */
export const podConditions = {
  /** Readiness gate of a VM's pod: False while the guest is paused. */
  unpaused: 'kubevirt.io/virtual-machine-unpaused',
} as const;

/** The three values of a condition's status. */
export const conditionStatus = { true: 'True', false: 'False', unknown: 'Unknown' } as const;
