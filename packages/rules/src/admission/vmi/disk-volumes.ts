// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Disk, Volume } from '@kubevirt-ts/api';
import { type Cause, each, type Finding, faults, invalid, missing } from '../cause.ts';
import { devicesOf, disksOf, type SpecCheck, volumesOf } from '../spec-view.ts';

/** A disk with the volume it shows. */
interface Pair {
  disk: Disk;
  volume?: Volume;
  /** Path of the disk. */
  path: string;
  emptyCdrom: boolean;
}

const withoutVolume = ({ disk, volume, path, emptyCdrom }: Pair): Finding => {
  if (volume) return;
  if (!disk.cdrom) return invalid(`${path}.name`, `${path}.Name '${disk.name}' not found.`);
  return (
    !emptyCdrom &&
    invalid(`${path}.name`, 'DeclarativeHotplugVolumes feature gate not enabled, cannot define an empty CD-ROM disk')
  );
};

const lunOnImage = ({ disk, volume, path }: Pair): Finding =>
  disk.lun !== undefined &&
  volume !== undefined &&
  !volume.persistentVolumeClaim &&
  !volume.dataVolume &&
  invalid(`${path}.lun`, `${path}.lun can only be mapped to a DataVolume or PersistentVolumeClaim volume.`);

const metricsOffVirtio = ({ disk, volume, path }: Pair): Finding => {
  if (!volume?.downwardMetrics) return;
  if (!disk.disk)
    return missing(
      `${path}.disk`,
      `DownwardMetrics volume must be mapped to a disk, but disk is not set on ${path}.disk.`,
    );
  return (
    !!disk.disk.bus &&
    disk.disk.bus !== 'virtio' &&
    invalid(
      `${path}.disk.bus`,
      `DownwardMetrics volume must be mapped to virtio bus, but ${path}.disk.bus is set to ${disk.disk.bus}`,
    )
  );
};

/** Disks that show no volume, or one they cannot show. */
export const diskVolumeFaults: SpecCheck = ({ path, spec, config }) => {
  const volumes = new Map(volumesOf(spec).map((volume) => [volume.name, volume]));
  const emptyCdrom = config.isEnabled('DeclarativeHotplugVolumes');
  return each(disksOf(spec), (disk, index) => {
    const pair = {
      disk,
      volume: volumes.get(disk.name),
      path: `${path}.domain.devices.disks[${index}]`,
      emptyCdrom,
    };
    return faults(withoutVolume(pair), lunOnImage(pair), metricsOffVirtio(pair));
  });
};

/**
 * Volumes that no disk and no filesystem shows; asked of VMIs only, because a VM's defaults add such disks.
 * @differs the field is `spec.volumes`, where it is; KubeVirt says `spec.domain.volumes`
 */
export const unusedVolumeFaults = (path: string, spec: Parameters<SpecCheck>[0]['spec']): Cause[] => {
  const shown = new Set([...disksOf(spec), ...(devicesOf(spec).filesystems ?? [])].map(({ name }) => name));
  return each(volumesOf(spec), (volume, index) => {
    const field = `${path}.volumes[${index}].name`;
    return !volume.memoryDump && !shown.has(volume.name) && invalid(field, `${field} '${volume.name}' not found.`);
  });
};
