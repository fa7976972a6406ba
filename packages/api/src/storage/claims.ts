// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Disks that outlive the VM.

import { boolean, type Infer, object, ref, required, string } from '../schema.ts';

export const PersistentVolumeClaimVolumeSource = object('Persistent volume claim volume source.', {
  claimName: required(string('Claim name.')),
  hotpluggable: boolean('Hotpluggable.'),
  readOnly: boolean('Read only.'),
});
export interface PersistentVolumeClaimVolumeSource extends Infer<typeof PersistentVolumeClaimVolumeSource> {}

export const DataVolumeSource = object('Data volume source.', {
  name: required(string('Name.')),
  hotpluggable: boolean('Hotpluggable.'),
});
export interface DataVolumeSource extends Infer<typeof DataVolumeSource> {}

export const MemoryDumpVolumeSource = object('Memory dump volume source.', {
  claimName: required(string('Claim name.')),
  hotpluggable: boolean('Hotpluggable.'),
  readOnly: boolean('Read only.'),
});
export interface MemoryDumpVolumeSource extends Infer<typeof MemoryDumpVolumeSource> {}

export const HotplugVolumeSource = object('Hotplug volume source.', {
  dataVolume: ref<DataVolumeSource>(DataVolumeSource, 'Data volume.'),
  persistentVolumeClaim: ref<PersistentVolumeClaimVolumeSource>(
    PersistentVolumeClaimVolumeSource,
    'Persistent volume claim.',
  ),
});
export interface HotplugVolumeSource extends Infer<typeof HotplugVolumeSource> {}

export const UtilityVolume = object('Utility volume.', {
  claimName: required(string('Claim name.')),
  name: required(string('Name.')),
  readOnly: boolean('Read only.'),
  type: string('Type.'),
});
export interface UtilityVolume extends Infer<typeof UtilityVolume> {}
