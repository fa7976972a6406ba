// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What is known of a VM.

import { condition } from '../meta/condition.ts';
import { atomicList, boolean, type Infer, int32, int64, list, object, ref, required, string, time } from '../schema.ts';
import { ChangedBlockTrackingStatus } from '../vmi/backup-status.ts';
import { StorageMigratedVolumeInfo } from '../vmi/volume-status.ts';
import { InstancetypeStatusRef } from './instancetype.ts';
import {
  VirtualMachineMemoryDumpRequest,
  VirtualMachineStateChangeRequest,
  VirtualMachineVolumeRequest,
} from './requests.ts';

export const VirtualMachineCondition = condition('VirtualMachineCondition.');
export interface VirtualMachineCondition extends Infer<typeof VirtualMachineCondition> {}

export const VirtualMachineStartFailure = object('Virtual machine start failure.', {
  consecutiveFailCount: int32('Consecutive fail count.'),
  lastFailedVMIUID: string('Last failed vmiuid.'),
  retryAfterTimestamp: time('Retry after timestamp.'),
});
export interface VirtualMachineStartFailure extends Infer<typeof VirtualMachineStartFailure> {}

export const VolumeSnapshotStatus = object('Volume snapshot status.', {
  enabled: required(boolean('Enabled.')),
  name: required(string('Name.')),
  reason: string('Reason.'),
});
export interface VolumeSnapshotStatus extends Infer<typeof VolumeSnapshotStatus> {}

export const VolumeMigrationState = object('Volume migration state.', {
  migratedVolumes: atomicList(ref<StorageMigratedVolumeInfo>(StorageMigratedVolumeInfo), 'Migrated volumes.'),
});
export interface VolumeMigrationState extends Infer<typeof VolumeMigrationState> {}

export const VolumeUpdateState = object('Volume update state.', {
  volumeMigrationState: ref<VolumeMigrationState>(VolumeMigrationState, 'Volume migration state.'),
});
export interface VolumeUpdateState extends Infer<typeof VolumeUpdateState> {}

export const VirtualMachineStatus = object(
  'Virtual machine status.',
  {
    changedBlockTracking: ref<ChangedBlockTrackingStatus>(ChangedBlockTrackingStatus, 'Changed block tracking.'),
    conditions: list(ref<VirtualMachineCondition>(VirtualMachineCondition), 'Conditions.'),
    created: boolean('Created.'),
    desiredGeneration: int64('Desired generation.'),
    instancetypeRef: ref<InstancetypeStatusRef>(InstancetypeStatusRef, 'Instancetype ref.'),
    memoryDumpRequest: ref<VirtualMachineMemoryDumpRequest>(VirtualMachineMemoryDumpRequest, 'Memory dump request.'),
    observedGeneration: int64('Observed generation.'),
    preferenceRef: ref<InstancetypeStatusRef>(InstancetypeStatusRef, 'Preference ref.'),
    printableStatus: string('Printable status.'),
    ready: boolean('Ready.'),
    restoreInProgress: string('Restore in progress.'),
    runStrategy: string('Run strategy.'),
    snapshotInProgress: string('Snapshot in progress.'),
    startFailure: ref<VirtualMachineStartFailure>(VirtualMachineStartFailure, 'Start failure.'),
    stateChangeRequests: list(
      ref<VirtualMachineStateChangeRequest>(VirtualMachineStateChangeRequest),
      'State change requests.',
    ),
    volumeRequests: atomicList(ref<VirtualMachineVolumeRequest>(VirtualMachineVolumeRequest), 'Volume requests.'),
    volumeSnapshotStatuses: list(ref<VolumeSnapshotStatus>(VolumeSnapshotStatus), 'Volume snapshot statuses.'),
    volumeUpdateState: ref<VolumeUpdateState>(VolumeUpdateState, 'Volume update state.'),
  },
  { nullable: true },
);
export interface VirtualMachineStatus extends Infer<typeof VirtualMachineStatus> {}
