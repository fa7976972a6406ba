// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Changed block tracking and backups of a running VM.

import { atomicList, boolean, type Infer, object, ref, required, string, time } from '../schema.ts';

export const BackupVolumeInfo = object('A volume in a backup.', {
  volumeName: required(string('Name of the volume.')),
  diskTarget: required(string('Device in the guest at the time of the backup.')),
  dataEndpoint: string('Address from which the data is read, in pull mode.'),
  mapEndpoint: string('Address from which the map of changed blocks is read, in pull mode.'),
});
export interface BackupVolumeInfo extends Infer<typeof BackupVolumeInfo> {}

export const VirtualMachineInstanceBackupStatus = object('The backup that runs or ran last.', {
  backupName: string('Name of the backup.'),
  startTimestamp: time('When it began.'),
  endTimestamp: time('When it ended.'),
  completed: boolean('It has ended well.'),
  failed: boolean('It has failed.'),
  backupMsg: string('What there is to say about it.'),
  checkpointName: string('Checkpoint it made, from which the next can go on.'),
  quiesceStatus: string('Whether the file systems were frozen.'),
  volumes: atomicList(ref<BackupVolumeInfo>(BackupVolumeInfo), 'Volumes in it.'),
});
export interface VirtualMachineInstanceBackupStatus extends Infer<typeof VirtualMachineInstanceBackupStatus> {}

export const ChangedBlockTrackingStatus = object('Whether changed blocks are remembered.', {
  state: required(string('How far it is, such as Enabled or PendingRestart.')),
  backupStatus: ref<VirtualMachineInstanceBackupStatus>(
    VirtualMachineInstanceBackupStatus,
    'The backup that runs or ran last.',
  ),
});
export interface ChangedBlockTrackingStatus extends Infer<typeof ChangedBlockTrackingStatus> {}
