// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// References of a VM to its size and preferences.

import { type Infer, object, ref, string } from '../schema.ts';

export const InstancetypeMatcher = object('The instance type that sizes the VM.', {
  name: string('Name of the instance type.'),
  kind: string('VirtualMachineClusterInstancetype (default) or VirtualMachineInstancetype.'),
  revisionName: string(
    'Controller revision with the copy that is used; filled at first use, so that later edits do not touch the VM.',
  ),
  inferFromVolume: string('Volume whose labels say which instance type to take; instead of name.'),
  inferFromVolumeFailurePolicy: string('Reject (default) or Ignore, when they do not.'),
});
export interface InstancetypeMatcher extends Infer<typeof InstancetypeMatcher> {}

export const PreferenceMatcher = object('The preference that suits the guest.', {
  name: string('Name of the preference.'),
  kind: string('VirtualMachineClusterPreference (default) or VirtualMachinePreference.'),
  revisionName: string(
    'Controller revision with the copy that is used; filled at first use, so that later edits do not touch the VM.',
  ),
  inferFromVolume: string('Volume whose labels say which preference to take; instead of name.'),
  inferFromVolumeFailurePolicy: string('Reject (default) or Ignore, when they do not.'),
});
export interface PreferenceMatcher extends Infer<typeof PreferenceMatcher> {}

export const ControllerRevisionRef = object('A stored copy of an object.', {
  name: string('Name of the controller revision.'),
});
export interface ControllerRevisionRef extends Infer<typeof ControllerRevisionRef> {}

export const InstancetypeStatusRef = object('The instance type or preference in use.', {
  name: string('Its name.'),
  kind: string('Its kind.'),
  controllerRevisionRef: ref<ControllerRevisionRef>(ControllerRevisionRef, 'The copy that is used.'),
  inferFromVolume: string('Volume that told which one to take.'),
  inferFromVolumeFailurePolicy: string('What happens when it does not tell.'),
});
export interface InstancetypeStatusRef extends Infer<typeof InstancetypeStatusRef> {}
