// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What was asked of a VM through its subresources.

import { Disk } from '../domain/disks.ts';
import { atomicList, boolean, type Infer, map, object, ref, required, string, time } from '../schema.ts';
import { HotplugVolumeSource } from '../storage/claims.ts';

export const AddVolumeOptions = object('A volume to attach.', {
  name: required(string('Name of volume and disk.')),
  disk: required(ref<Disk>(Disk, 'How the guest sees it.')),
  volumeSource: required(ref<HotplugVolumeSource>(HotplugVolumeSource, 'The data behind it.')),
  dryRun: atomicList(string(), 'All: only check, attach nothing.'),
});
export interface AddVolumeOptions extends Infer<typeof AddVolumeOptions> {}

export const RemoveVolumeOptions = object('A volume to detach.', {
  name: required(string('Name of the volume.')),
  dryRun: atomicList(string(), 'All: only check, detach nothing.'),
});
export interface RemoveVolumeOptions extends Infer<typeof RemoveVolumeOptions> {}

export const VirtualMachineVolumeRequest = object('A volume to attach or detach; either of the two.', {
  addVolumeOptions: ref<AddVolumeOptions>(AddVolumeOptions, 'A volume to attach.'),
  removeVolumeOptions: ref<RemoveVolumeOptions>(RemoveVolumeOptions, 'A volume to detach.'),
});
export interface VirtualMachineVolumeRequest extends Infer<typeof VirtualMachineVolumeRequest> {}

export const VirtualMachineMemoryDumpRequest = object('A memory dump that was asked for.', {
  claimName: required(string('Claim it is written to.')),
  phase: required(string('Associating, InProgress, Unmounting, Completed, Dissociating or Failed.')),
  remove: boolean('The claim is to be detached again.'),
  startTimestamp: time('When it began.'),
  endTimestamp: time('When it ended.'),
  fileName: string('File it is written to.'),
  message: string('Why it failed.'),
});
export interface VirtualMachineMemoryDumpRequest extends Infer<typeof VirtualMachineMemoryDumpRequest> {}

export const VirtualMachineStateChangeRequest = object('A start or stop that was asked for.', {
  action: required(string('Start or Stop.')),
  data: map(string(), 'Settings of the action, such as paused.'),
  uid: string('VMI that is meant; a stop of another one is dropped.'),
});
export interface VirtualMachineStateChangeRequest extends Infer<typeof VirtualMachineStateChangeRequest> {}
