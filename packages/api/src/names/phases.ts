// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Phases of a VMI in the order they are gone through. */
export const vmiPhases = {
  unset: '',
  pending: 'Pending',
  scheduling: 'Scheduling',
  scheduled: 'Scheduled',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  waitingForSync: 'WaitingForSync',
  unknown: 'Unknown',
} as const;

/** Phases of a migration. */
export const migrationPhases = {
  unset: '',
  pending: 'Pending',
  scheduling: 'Scheduling',
  scheduled: 'Scheduled',
  preparingTarget: 'PreparingTarget',
  targetReady: 'TargetReady',
  waitingForSync: 'WaitingForSync',
  synchronizing: 'Synchronizing',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
} as const;

/** Phases of an installation. */
export const kubevirtPhases = {
  deploying: 'Deploying',
  deployed: 'Deployed',
  deleting: 'Deleting',
  deleted: 'Deleted',
} as const;

/** status.printableStatus of a VM. */
export const printableStatuses = {
  stopped: 'Stopped',
  provisioning: 'Provisioning',
  starting: 'Starting',
  running: 'Running',
  paused: 'Paused',
  stopping: 'Stopping',
  terminating: 'Terminating',
  crashLoopBackOff: 'CrashLoopBackOff',
  migrating: 'Migrating',
  unknown: 'Unknown',
  errorUnschedulable: 'ErrorUnschedulable',
  errImagePull: 'ErrImagePull',
  imagePullBackOff: 'ImagePullBackOff',
  errorPvcNotFound: 'ErrorPvcNotFound',
  dataVolumeError: 'DataVolumeError',
  waitingForVolumeBinding: 'WaitingForVolumeBinding',
  waitingForReceiver: 'WaitingForReceiver',
} as const;

/** Phases of a VMI's volume. */
export const volumePhases = {
  pending: 'Pending',
  bound: 'Bound',
  attachedToNode: 'AttachedToNode',
  mountedToPod: 'MountedToPod',
  ready: 'Ready',
  detaching: 'Detaching',
  unMountedFromPod: 'UnMountedFromPod',
  memoryDumpInProgress: 'MemoryDumpInProgress',
  memoryDumpCompleted: 'MemoryDumpCompleted',
  memoryDumpFailed: 'MemoryDumpFailed',
} as const;

/** Phases of a memory dump, as the VM reports them. */
export const memoryDumpPhases = {
  associating: 'Associating',
  inProgress: 'InProgress',
  unmounting: 'Unmounting',
  completed: 'Completed',
  dissociating: 'Dissociating',
  failed: 'Failed',
} as const;
