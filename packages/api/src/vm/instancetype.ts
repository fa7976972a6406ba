// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// References of a VM to its size and preferences.

import { type Infer, object, ref, string } from '../schema.ts';

export const InstancetypeMatcher = object('Instancetype matcher.', {
  inferFromVolume: string('Infer from volume.'),
  inferFromVolumeFailurePolicy: string('Infer from volume failure policy.'),
  kind: string('Kind.'),
  name: string('Name.'),
  revisionName: string('Revision name.'),
});
export interface InstancetypeMatcher extends Infer<typeof InstancetypeMatcher> {}

export const PreferenceMatcher = object('Preference matcher.', {
  inferFromVolume: string('Infer from volume.'),
  inferFromVolumeFailurePolicy: string('Infer from volume failure policy.'),
  kind: string('Kind.'),
  name: string('Name.'),
  revisionName: string('Revision name.'),
});
export interface PreferenceMatcher extends Infer<typeof PreferenceMatcher> {}

export const ControllerRevisionRef = object('Controller revision ref.', {
  name: string('Name.'),
});
export interface ControllerRevisionRef extends Infer<typeof ControllerRevisionRef> {}

export const InstancetypeStatusRef = object('Instancetype status ref.', {
  controllerRevisionRef: ref<ControllerRevisionRef>(ControllerRevisionRef, 'Controller revision ref.'),
  inferFromVolume: string('Infer from volume.'),
  inferFromVolumeFailurePolicy: string('Infer from volume failure policy.'),
  kind: string('Kind.'),
  name: string('Name.'),
});
export interface InstancetypeStatusRef extends Infer<typeof InstancetypeStatusRef> {}
