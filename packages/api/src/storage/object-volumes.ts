// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Kubernetes objects shown to the guest as disks.

import { DownwardAPIVolumeFile } from '../core/downward-api.ts';
import { boolean, type Infer, list, object, ref, string } from '../schema.ts';

export const ConfigMapVolumeSource = object('A config map as a disk or shared directory.', {
  name: string('Name of the config map.'),
  optional: boolean('The VM may start without it.'),
  volumeLabel: string('Label of the disk; cfgdata when absent.'),
});
export interface ConfigMapVolumeSource extends Infer<typeof ConfigMapVolumeSource> {}

export const SecretVolumeSource = object('A secret as a disk or shared directory.', {
  secretName: string('Name of the secret.'),
  optional: boolean('The VM may start without it.'),
  volumeLabel: string('Label of the disk; cfgdata when absent.'),
});
export interface SecretVolumeSource extends Infer<typeof SecretVolumeSource> {}

export const DownwardAPIVolumeSource = object('Facts about the pod as a disk or shared directory.', {
  fields: list(ref<DownwardAPIVolumeFile>(DownwardAPIVolumeFile), 'The files.'),
  volumeLabel: string('Label of the disk; cfgdata when absent.'),
});
export interface DownwardAPIVolumeSource extends Infer<typeof DownwardAPIVolumeSource> {}

export const DownwardMetricsVolumeSource = object(
  'Figures about the host as a small disk; needs gate DownwardMetrics.',
  {},
);
export interface DownwardMetricsVolumeSource extends Infer<typeof DownwardMetricsVolumeSource> {}

export const ServiceAccountVolumeSource = object('Token, CA and namespace of a service account as a disk.', {
  serviceAccountName: string('Name of the service account; the pod runs as it.'),
});
export interface ServiceAccountVolumeSource extends Infer<typeof ServiceAccountVolumeSource> {}
