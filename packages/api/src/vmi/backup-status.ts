// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Changed block tracking and backups of a running VM.

import { atomicList, boolean, type Infer, object, ref, required, string, time } from '../schema.ts';

export const BackupVolumeInfo = object('Backup volume info.', {
  diskTarget: required(string('Disk target.')),
  volumeName: required(string('Volume name.')),
  dataEndpoint: string('Data endpoint.'),
  mapEndpoint: string('Map endpoint.'),
});
export interface BackupVolumeInfo extends Infer<typeof BackupVolumeInfo> {}

export const VirtualMachineInstanceBackupStatus = object('Virtual machine instance backup status.', {
  backupMsg: string('Backup msg.'),
  backupName: string('Backup name.'),
  checkpointName: string('Checkpoint name.'),
  completed: boolean('Completed.'),
  endTimestamp: time('End timestamp.'),
  failed: boolean('Failed.'),
  quiesceStatus: string('Quiesce status.'),
  startTimestamp: time('Start timestamp.'),
  volumes: atomicList(ref<BackupVolumeInfo>(BackupVolumeInfo), 'Volumes.'),
});
export interface VirtualMachineInstanceBackupStatus extends Infer<typeof VirtualMachineInstanceBackupStatus> {}

export const ChangedBlockTrackingStatus = object('Changed block tracking status.', {
  state: required(string('State.')),
  backupStatus: ref<VirtualMachineInstanceBackupStatus>(VirtualMachineInstanceBackupStatus, 'Backup status.'),
});
export interface ChangedBlockTrackingStatus extends Infer<typeof ChangedBlockTrackingStatus> {}
