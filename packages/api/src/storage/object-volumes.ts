// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Kubernetes objects shown to the guest as disks.

import { DownwardAPIVolumeFile } from '../core/downward-api.ts';
import { boolean, type Infer, list, object, ref, string } from '../schema.ts';

export const ConfigMapVolumeSource = object('Config map volume source.', {
  name: string('Name.'),
  optional: boolean('Optional.'),
  volumeLabel: string('Volume label.'),
});
export interface ConfigMapVolumeSource extends Infer<typeof ConfigMapVolumeSource> {}

export const SecretVolumeSource = object('Secret volume source.', {
  optional: boolean('Optional.'),
  secretName: string('Secret name.'),
  volumeLabel: string('Volume label.'),
});
export interface SecretVolumeSource extends Infer<typeof SecretVolumeSource> {}

export const DownwardAPIVolumeSource = object('Downward apivolume source.', {
  fields: list(ref<DownwardAPIVolumeFile>(DownwardAPIVolumeFile), 'Fields.'),
  volumeLabel: string('Volume label.'),
});
export interface DownwardAPIVolumeSource extends Infer<typeof DownwardAPIVolumeSource> {}

export const DownwardMetricsVolumeSource = object('Downward metrics volume source.', {});
export interface DownwardMetricsVolumeSource extends Infer<typeof DownwardMetricsVolumeSource> {}

export const ServiceAccountVolumeSource = object('Service account volume source.', {
  serviceAccountName: string('Service account name.'),
});
export interface ServiceAccountVolumeSource extends Infer<typeof ServiceAccountVolumeSource> {}
