// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Disk, VirtualMachineInstance, Volume } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';
import { isSame } from '../defaults/index.ts';
import { type Cause, type Finding, faults, invalid } from './cause.ts';
import { devicesOf, disksOf, volumesOf } from './spec-view.ts';
import { busOf } from './vmi/disk-target.ts';

type ByName<T> = Map<string, T>;

/** The volumes and disks of a VMI before and after a change. */
interface Storage {
  volumes: { before: ByName<Volume>; after: ByName<Volume> };
  disks: { before: ByName<Disk>; after: ByName<Disk> };
  migrated: ReadonlySet<string>;
}

const byName = <T extends { name: string }>(items: readonly T[]): ByName<T> =>
  new Map(items.map((item) => [item.name, item]));

const changed = (message: string): Cause => invalid('spec.volumes', message);

const countFault = ({ spec }: VirtualMachineInstance, config: ClusterConfig): Finding => {
  const names = new Set(volumesOf(spec).flatMap(({ name, memoryDump }) => (memoryDump ? [] : [name])));
  const emptyCdrom = config.isEnabled('DeclarativeHotplugVolumes');
  const needed = disksOf(spec).filter(({ name, cdrom }) => names.has(name) || !(cdrom && emptyCdrom)).length;
  const required = needed + (devicesOf(spec).filesystems?.length ?? 0);
  return (
    required !== names.size && changed(`mismatch between volumes declared (${names.size}) and required (${required})`)
  );
};

const permanentFaults = ({ volumes, disks, migrated }: Storage): Cause[] => {
  if (volumes.after.size !== volumes.before.size) return [changed('Number of permanent volumes has changed')];
  return [...volumes.after].flatMap(([name, volume]) => {
    const old = volumes.before.get(name);
    if (!old) return [changed(`permanent volume ${name}, not found`)];
    if (migrated.has(name)) return [];
    return faults(
      !isSame(volume, old) && changed(`permanent volume ${name}, changed`),
      !isSame(disks.after.get(name), disks.before.get(name)) && changed(`permanent disk ${name}, changed`),
    );
  });
};

const pluggedDiskFault = (name: string, disk: Disk): Finding => {
  const bus = busOf(disk);
  const prefix = 'Hotplug configuration for';
  if (disk.disk && bus !== 'scsi' && bus !== 'virtio')
    return changed(`${prefix} disk [${name}] requires bus to be 'scsi' or 'virtio'. [${bus}] is not permitted.`);
  if (disk.lun && bus !== 'scsi')
    return changed(`${prefix} LUN [${name}] requires bus to be 'scsi'. [${bus}] is not permitted.`);
  if (!disk.disk && !disk.lun)
    return changed(`${prefix} [${name}] requires diskDevice of type 'disk' or 'lun' to be used.`);
  return (
    disk.dedicatedIOThread === true &&
    bus !== 'virtio' &&
    changed(`${prefix} [${name}] requires virtio bus for IOThreads.`)
  );
};

const pluggedFaults = ({ volumes, disks, migrated }: Storage): Cause[] =>
  [...volumes.after].flatMap(([name, volume]) => {
    const old = volumes.before.get(name);
    const disk = disks.after.get(name);
    const oldDisk = disks.before.get(name);
    if (old)
      return faults(
        !isSame(volume, old) && !migrated.has(name) && changed(`hotplug volume ${name}, changed`),
        !volume.memoryDump && !disk && changed(`volume ${name} doesn't have a matching disk`),
        !volume.memoryDump && !isSame(disk, oldDisk) && changed(`hotplug disk ${name}, changed`),
      );
    if (!volume.dataVolume && !volume.persistentVolumeClaim && !volume.memoryDump)
      return [changed(`volume ${name} is not a PVC or DataVolume`)];
    if (volume.memoryDump) return [];
    if (!disk) return [changed(`disk ${name} does not exist`)];
    return faults(!oldDisk && pluggedDiskFault(name, disk));
  });

/** What KubeVirt itself may not change in the storage of a running VMI. */
export const hotplugStorageFaults = (
  { object, old }: { object: VirtualMachineInstance; old: VirtualMachineInstance },
  config: ClusterConfig,
): Cause[] => {
  const unchanged = isSame(object.spec.volumes, old.spec.volumes) && isSame(disksOf(object.spec), disksOf(old.spec));
  if (unchanged) return [];
  const permanent = new Set(
    (old.status?.volumeStatus ?? []).flatMap(({ name, hotplugVolume }) => (hotplugVolume ? [] : [name])),
  );
  const select = (vmi: VirtualMachineInstance, isPermanent: boolean): ByName<Volume> =>
    byName(volumesOf(vmi.spec).filter(({ name }) => permanent.has(name) === isPermanent));
  const disks = { before: byName(disksOf(old.spec)), after: byName(disksOf(object.spec)) };
  const migrated = new Set((object.status?.migratedVolumes ?? []).map(({ volumeName }) => volumeName));
  const storage = (isPermanent: boolean): Storage => ({
    volumes: { before: select(old, isPermanent), after: select(object, isPermanent) },
    disks,
    migrated,
  });
  return faults(countFault(object, config), permanentFaults(storage(true)), pluggedFaults(storage(false)));
};
