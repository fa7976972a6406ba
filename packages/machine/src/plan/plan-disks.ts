// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Disk, DomainSpec } from '@kubevirt-ts/api';
import { vcpuCount } from '../vcpus.ts';
import type { HostFacts } from './host-facts.ts';
import type { ThreadPlan } from './plan-io-threads.ts';
import type { DiskFacts, PlannedDisk } from './planned-disk.ts';

const errorPolicies: Record<string, { write: string; read: string }> = {
  stop: { write: 'stop', read: 'stop' },
  ignore: { write: 'ignore', read: 'ignore' },
  report: { write: 'report', read: 'report' },
  enospace: { write: 'enospc', read: 'report' },
};

const buses = ['virtio', 'sata', 'scsi', 'usb'] as const;

/** Which disks the firmware tries, and in which order, by disk name. */
function bootIndexes(domain: DomainSpec): Map<string, number> {
  const disks = domain.devices.disks ?? [];
  const someone = [...disks, ...(domain.devices.interfaces ?? [])].some((d) => d.bootOrder !== undefined);
  if (!someone) return new Map(disks.map((disk, index) => [disk.name, index + 1]));
  return new Map(disks.flatMap((disk) => (disk.bootOrder === undefined ? [] : [[disk.name, disk.bootOrder] as const])));
}

function kindOf(disk: Disk): PlannedDisk['kind'] {
  if (disk.cdrom !== undefined) return 'cdrom';
  return disk.lun !== undefined ? 'lun' : 'disk';
}

function blockSizeOf(disk: Disk): PlannedDisk['blockSize'] {
  const custom = disk.blockSize?.custom;
  if (custom?.logical === undefined || custom.physical === undefined) return undefined;
  return { logical: custom.logical, physical: custom.physical, discardGranularity: custom.discardGranularity };
}

function cacheOf(disk: Disk, image: DiskFacts | undefined): PlannedDisk['cache'] {
  if (disk.cache === 'none' || disk.cache === 'writethrough' || disk.cache === 'writeback') return disk.cache;
  return image?.directIo === false ? 'writethrough' : 'none';
}

function ioOf(disk: Disk, cache: PlannedDisk['cache'], image: DiskFacts | undefined): PlannedDisk['io'] {
  if (cache !== 'none') return 'threads';
  if (disk.io === 'native' || disk.io === 'threads') return disk.io;
  return image?.device === 'block' || image?.preallocated === true ? 'native' : 'threads';
}

/**
 * The disks of a guest, in their order.
 * @upstream cache `none` where the image can be opened past the page cache, else `writethrough`; native I/O on block devices
 *   and preallocated files without cache; errors stop the guest unless the policy says otherwise
 */
export function planDisks(domain: DomainSpec, facts: HostFacts, threads: ThreadPlan): PlannedDisk[] {
  const boot = bootIndexes(domain);
  return (domain.devices.disks ?? []).map((disk) => {
    const kind = kindOf(disk);
    const target = disk.disk ?? disk.cdrom ?? disk.lun;
    const bus = buses.find((b) => b === target?.bus) ?? 'sata';
    const image = facts.disks[disk.name];
    const cache = cacheOf(disk, image);
    const queued = bus === 'virtio' && domain.devices.blockMultiQueue === true;
    return {
      alias: `ua-${disk.name}`,
      kind,
      bus,
      image,
      serial: disk.serial || undefined,
      bootIndex: boot.get(disk.name),
      readOnly: kind === 'cdrom' || target?.readonly === true || image?.readOnly === true,
      shareable: disk.shareable === true,
      cache,
      io: ioOf(disk, cache, image),
      errors: errorPolicies[disk.errorPolicy ?? 'stop'] ?? errorPolicies.stop!,
      ...(bus === 'virtio' ? threads.of(disk.name) : {}),
      queues: queued ? vcpuCount(domain) : undefined,
      blockSize: blockSizeOf(disk),
    };
  });
}
