// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Disks that outlive the VM.

import { boolean, type Infer, object, ref, required, string } from '../schema.ts';

export const PersistentVolumeClaimVolumeSource = object('A claim; what the guest writes is kept.', {
  claimName: required(string('Name of the claim in the same namespace.')),
  readOnly: boolean('The volume is not written to; false when absent.'),
  hotpluggable: boolean('The volume was added to, or may be taken from, a running VM; false when absent.'),
});
export interface PersistentVolumeClaimVolumeSource extends Infer<typeof PersistentVolumeClaimVolumeSource> {}

export const DataVolumeSource = object('The claim of a data volume of CDI; what the guest writes is kept.', {
  name: required(string('Name of the data volume, and of its claim, in the same namespace.')),
  hotpluggable: boolean('The volume was added to, or may be taken from, a running VM; false when absent.'),
});
export interface DataVolumeSource extends Infer<typeof DataVolumeSource> {}

export const MemoryDumpVolumeSource = object('A claim that memory dumps are written to; never a disk of the guest.', {
  claimName: required(string('Name of the claim in the same namespace.')),
  readOnly: boolean('Must be false: dumps are written.'),
  hotpluggable: boolean('The volume was added to the running VM.'),
});
export interface MemoryDumpVolumeSource extends Infer<typeof MemoryDumpVolumeSource> {}

export const HotplugVolumeSource = object('What can be attached to a running VM; either of the two.', {
  persistentVolumeClaim: ref<PersistentVolumeClaimVolumeSource>(PersistentVolumeClaimVolumeSource, 'A claim.'),
  dataVolume: ref<DataVolumeSource>(DataVolumeSource, 'A data volume of CDI.'),
});
export interface HotplugVolumeSource extends Infer<typeof HotplugVolumeSource> {}

export const UtilityVolume = object(
  'A claim mounted into the pod of a running VM for a job, such as a backup; the guest does not see it.',
  {
    name: required(string('Name, unique among all volumes of the VMI.')),
    claimName: required(string('Name of the claim in the same namespace.')),
    readOnly: boolean('The volume is not written to; false when absent.'),
    type: string('What the volume is for, such as MemoryDump or Backup.'),
  },
);
export interface UtilityVolume extends Infer<typeof UtilityVolume> {}
