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

export const Volume = object('Data behind the disk or file system of the same name; exactly one source.', {
  name: required(string('Name, unique among volumes.')),
  containerDisk: ref<ContainerDiskSource>(ContainerDiskSource, 'Disk out of an image of a registry; changes are lost.'),
  persistentVolumeClaim: ref<PersistentVolumeClaimVolumeSource>(
    PersistentVolumeClaimVolumeSource,
    'A claim; changes are kept.',
  ),
  dataVolume: ref<DataVolumeSource>(DataVolumeSource, 'The claim of a data volume; changes are kept.'),
  ephemeral: ref<EphemeralVolumeSource>(EphemeralVolumeSource, 'A claim that is read; changes are lost.'),
  emptyDisk: ref<EmptyDiskSource>(EmptyDiskSource, 'An empty disk that lives as long as the pod.'),
  hostDisk: ref<HostDisk>(HostDisk, 'A disk file on the node.'),
  cloudInitNoCloud: ref<CloudInitNoCloudSource>(CloudInitNoCloudSource, 'Cloud-init data, the usual form.'),
  cloudInitConfigDrive: ref<CloudInitConfigDriveSource>(
    CloudInitConfigDriveSource,
    'Cloud-init data in the form of OpenStack.',
  ),
  sysprep: ref<SysprepSource>(SysprepSource, 'Answers for Windows setup.'),
  configMap: ref<ConfigMapVolumeSource>(ConfigMapVolumeSource, 'A config map.'),
  secret: ref<SecretVolumeSource>(SecretVolumeSource, 'A secret.'),
  downwardAPI: ref<DownwardAPIVolumeSource>(DownwardAPIVolumeSource, 'Facts about the pod.'),
  serviceAccount: ref<ServiceAccountVolumeSource>(ServiceAccountVolumeSource, "A service account's token."),
  downwardMetrics: ref<DownwardMetricsVolumeSource>(DownwardMetricsVolumeSource, 'Figures about the host.'),
  memoryDump: ref<MemoryDumpVolumeSource>(MemoryDumpVolumeSource, 'Where memory dumps are written.'),
  containerPath: ref<ContainerPathVolumeSource>(ContainerPathVolumeSource, "A path of the VM's own container."),
});
export interface Volume extends Infer<typeof Volume> {}
