// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What was asked of a VM through its subresources.

import { Disk } from '../domain/disks.ts';
import { atomicList, boolean, type Infer, map, object, ref, required, string, time } from '../schema.ts';
import { HotplugVolumeSource } from '../storage/claims.ts';

export const AddVolumeOptions = object('Add volume options.', {
  disk: required(ref<Disk>(Disk, 'Disk.')),
  name: required(string('Name.')),
  volumeSource: required(ref<HotplugVolumeSource>(HotplugVolumeSource, 'Volume source.')),
  dryRun: atomicList(string(), 'Dry run.'),
});
export interface AddVolumeOptions extends Infer<typeof AddVolumeOptions> {}

export const RemoveVolumeOptions = object('Remove volume options.', {
  name: required(string('Name.')),
  dryRun: atomicList(string(), 'Dry run.'),
});
export interface RemoveVolumeOptions extends Infer<typeof RemoveVolumeOptions> {}

export const VirtualMachineVolumeRequest = object('Virtual machine volume request.', {
  addVolumeOptions: ref<AddVolumeOptions>(AddVolumeOptions, 'Add volume options.'),
  removeVolumeOptions: ref<RemoveVolumeOptions>(RemoveVolumeOptions, 'Remove volume options.'),
});
export interface VirtualMachineVolumeRequest extends Infer<typeof VirtualMachineVolumeRequest> {}

export const VirtualMachineMemoryDumpRequest = object('Virtual machine memory dump request.', {
  claimName: required(string('Claim name.')),
  phase: required(string('Phase.')),
  endTimestamp: time('End timestamp.'),
  fileName: string('File name.'),
  message: string('Message.'),
  remove: boolean('Remove.'),
  startTimestamp: time('Start timestamp.'),
});
export interface VirtualMachineMemoryDumpRequest extends Infer<typeof VirtualMachineMemoryDumpRequest> {}

export const VirtualMachineStateChangeRequest = object('Virtual machine state change request.', {
  action: required(string('Action.')),
  data: map(string(), 'Data.'),
  uid: string('Uid.'),
});
export interface VirtualMachineStateChangeRequest extends Infer<typeof VirtualMachineStateChangeRequest> {}
