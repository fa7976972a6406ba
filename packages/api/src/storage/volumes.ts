// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The data behind disks and file systems.

import { type Infer, object, ref, required, string } from '../schema.ts';
import { DataVolumeSource, MemoryDumpVolumeSource, PersistentVolumeClaimVolumeSource } from './claims.ts';
import { CloudInitConfigDriveSource, CloudInitNoCloudSource, SysprepSource } from './cloud-init.ts';
import {
  ContainerDiskSource,
  ContainerPathVolumeSource,
  EmptyDiskSource,
  EphemeralVolumeSource,
  HostDisk,
} from './container-disks.ts';
import {
  ConfigMapVolumeSource,
  DownwardAPIVolumeSource,
  DownwardMetricsVolumeSource,
  SecretVolumeSource,
  ServiceAccountVolumeSource,
} from './object-volumes.ts';

export const Volume = object('Volume.', {
  name: required(string('Name.')),
  cloudInitConfigDrive: ref<CloudInitConfigDriveSource>(CloudInitConfigDriveSource, 'Cloud init config drive.'),
  cloudInitNoCloud: ref<CloudInitNoCloudSource>(CloudInitNoCloudSource, 'Cloud init no cloud.'),
  configMap: ref<ConfigMapVolumeSource>(ConfigMapVolumeSource, 'Config map.'),
  containerDisk: ref<ContainerDiskSource>(ContainerDiskSource, 'Container disk.'),
  containerPath: ref<ContainerPathVolumeSource>(ContainerPathVolumeSource, 'Container path.'),
  dataVolume: ref<DataVolumeSource>(DataVolumeSource, 'Data volume.'),
  downwardAPI: ref<DownwardAPIVolumeSource>(DownwardAPIVolumeSource, 'Downward api.'),
  downwardMetrics: ref<DownwardMetricsVolumeSource>(DownwardMetricsVolumeSource, 'Downward metrics.'),
  emptyDisk: ref<EmptyDiskSource>(EmptyDiskSource, 'Empty disk.'),
  ephemeral: ref<EphemeralVolumeSource>(EphemeralVolumeSource, 'Ephemeral.'),
  hostDisk: ref<HostDisk>(HostDisk, 'Host disk.'),
  memoryDump: ref<MemoryDumpVolumeSource>(MemoryDumpVolumeSource, 'Memory dump.'),
  persistentVolumeClaim: ref<PersistentVolumeClaimVolumeSource>(
    PersistentVolumeClaimVolumeSource,
    'Persistent volume claim.',
  ),
  secret: ref<SecretVolumeSource>(SecretVolumeSource, 'Secret.'),
  serviceAccount: ref<ServiceAccountVolumeSource>(ServiceAccountVolumeSource, 'Service account.'),
  sysprep: ref<SysprepSource>(SysprepSource, 'Sysprep.'),
});
export interface Volume extends Infer<typeof Volume> {}
