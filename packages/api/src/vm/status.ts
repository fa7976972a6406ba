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

/** A condition of a VirtualMachine. */
export const VirtualMachineCondition = condition(
  'One observed fact about a VM, such as Ready, RestartRequired or one copied from its VMI.',
);
export interface VirtualMachineCondition extends Infer<typeof VirtualMachineCondition> {}

export const VirtualMachineStartFailure = object('Starts that failed in a row.', {
  consecutiveFailCount: int32('How many.'),
  lastFailedVMIUID: string('VMI of the last one.'),
  retryAfterTimestamp: time('No start before then.'),
});
export interface VirtualMachineStartFailure extends Infer<typeof VirtualMachineStartFailure> {}

export const VolumeSnapshotStatus = object('Whether a volume can be in a snapshot.', {
  name: required(string('Name of the volume.')),
  enabled: required(boolean('It can.')),
  reason: string('Why it can or cannot.'),
});
export interface VolumeSnapshotStatus extends Infer<typeof VolumeSnapshotStatus> {}

export const VolumeMigrationState = object('Volumes that move.', {
  migratedVolumes: atomicList(
    ref<StorageMigratedVolumeInfo>(StorageMigratedVolumeInfo),
    'The volumes with their old and new claims.',
  ),
});
export interface VolumeMigrationState extends Infer<typeof VolumeMigrationState> {}

export const VolumeUpdateState = object('A change of volumes that is under way.', {
  volumeMigrationState: ref<VolumeMigrationState>(VolumeMigrationState, 'Volumes that move.'),
});
export interface VolumeUpdateState extends Infer<typeof VolumeUpdateState> {}

export const VirtualMachineStatus = object(
  'What is known of a VM.',
  {
    printableStatus: string('In one word for people, such as Running, Stopped, Starting or ErrorUnschedulable.', {
      default: 'Stopped',
    }),
    ready: boolean('It runs and is ready.'),
    created: boolean('A VMI for it exists.'),
    conditions: list(ref<VirtualMachineCondition>(VirtualMachineCondition), 'Observed facts about the VM and its VMI.'),
    stateChangeRequests: list(
      ref<VirtualMachineStateChangeRequest>(VirtualMachineStateChangeRequest),
      'Starts and stops to be done.',
    ),
    volumeRequests: atomicList(
      ref<VirtualMachineVolumeRequest>(VirtualMachineVolumeRequest),
      'Volumes to be attached or detached.',
    ),
    volumeSnapshotStatuses: list(
      ref<VolumeSnapshotStatus>(VolumeSnapshotStatus),
      'Which volumes can be in a snapshot.',
    ),
    startFailure: ref<VirtualMachineStartFailure>(VirtualMachineStartFailure, 'Starts that failed in a row.'),
    runStrategy: string('Run strategy at the last look.'),
    observedGeneration: int64('Generation of the VM that its VMI follows.'),
    desiredGeneration: int64('Generation the VM has; a difference to observedGeneration means that a change waits.'),
    instancetypeRef: ref<InstancetypeStatusRef>(InstancetypeStatusRef, 'Instance type in use.'),
    preferenceRef: ref<InstancetypeStatusRef>(InstancetypeStatusRef, 'Preference in use.'),
    memoryDumpRequest: ref<VirtualMachineMemoryDumpRequest>(
      VirtualMachineMemoryDumpRequest,
      'Memory dump that was asked for.',
    ),
    snapshotInProgress: string('Snapshot that is being made; the VM is locked meanwhile.'),
    restoreInProgress: string('Restore that is being done; the VM cannot start meanwhile.'),
    volumeUpdateState: ref<VolumeUpdateState>(VolumeUpdateState, 'A change of volumes that is under way.'),
    changedBlockTracking: ref<ChangedBlockTrackingStatus>(
      ChangedBlockTrackingStatus,
      'Whether changed blocks are remembered for backups.',
    ),
  },
  { nullable: true },
);
export interface VirtualMachineStatus extends Infer<typeof VirtualMachineStatus> {}
