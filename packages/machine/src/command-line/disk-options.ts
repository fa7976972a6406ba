// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { MachinePlan } from '../plan/machine-plan.ts';
import type { PlannedDisk } from '../plan/planned-disk.ts';
import { blockOptions } from './block-options.ts';
import { type Json, json, type Option } from './option.ts';
import type { PciSlots } from './pci-slots.ts';
import { virtio } from './virtio.ts';

const sataPortsPerController = 6;

type Properties = { [name: string]: Json | undefined };

/** Where the disks of each bus go. */
interface Places {
  slots: PciSlots;
  transitional: boolean;
  /** How many disks each bus has so far. */
  used: Record<'sata' | 'scsi' | 'usb', number>;
}

/** Controllers that the disks need, besides the SATA controller which every q35 machine has. */
export function diskControllers({ disks, transitional, ioThreads }: MachinePlan, slots: PciSlots): Option[] {
  const of = (bus: PlannedDisk['bus']): number => disks.filter((d) => d.bus === bus).length;
  const extra = Math.max(0, Math.ceil(of('sata') / sataPortsPerController) - 1);
  const sata = Array.from({ length: extra }, (_, i) =>
    json('-device', { driver: 'ahci', id: `sata${i + 1}`, ...slots.direct() }),
  );
  if (of('scsi') === 0) return sata;
  const controller = virtio('virtio-scsi-pci', transitional, slots);
  return [...sata, json('-device', { ...controller, id: 'scsi0', iothread: ioThreads[0] })];
}

function common(disk: PlannedDisk, name: string): Properties {
  const sizes = disk.blockSize;
  return {
    id: disk.alias,
    drive: disk.image === undefined ? undefined : name,
    bootindex: disk.bootIndex,
    serial: disk.serial,
    'share-rw': disk.shareable ? true : undefined,
    logical_block_size: sizes?.logical,
    physical_block_size: sizes?.physical,
    discard_granularity: sizes?.discardGranularity,
    'write-cache': disk.kind === 'cdrom' ? undefined : disk.cache === 'writethrough' ? 'off' : 'on',
    werror: disk.kind === 'cdrom' ? undefined : disk.errors.write,
    rerror: disk.kind === 'cdrom' ? undefined : disk.errors.read,
  };
}

function device(disk: PlannedDisk, properties: Properties, places: Places): Properties {
  const cdrom = disk.kind === 'cdrom';
  switch (disk.bus) {
    case 'virtio': {
      const place = virtio('virtio-blk-pci', places.transitional, places.slots);
      const pool = disk.ioThreadPool?.map((iothread) => ({ iothread }));
      return {
        ...place,
        ...properties,
        iothread: disk.ioThread,
        'iothread-vq-mapping': pool,
        'num-queues': disk.queues,
      };
    }
    case 'sata': {
      const number = places.used.sata++;
      const [controller, port] = [Math.floor(number / sataPortsPerController), number % sataPortsPerController];
      const bus = controller === 0 ? `ide.${port}` : `sata${controller}.${port}`;
      return { driver: cdrom ? 'ide-cd' : 'ide-hd', bus, ...properties };
    }
    case 'scsi': {
      const lun = places.used.scsi++;
      const passed = disk.kind === 'lun' && disk.image?.device === 'block';
      const { 'write-cache': _, serial: __, ...fewer } = properties;
      const place = { bus: 'scsi0.0', channel: 0, 'scsi-id': 0, lun };
      return passed
        ? { driver: 'scsi-block', ...place, ...fewer }
        : { driver: cdrom ? 'scsi-cd' : 'scsi-hd', ...place, device_id: disk.alias, ...properties };
    }
    case 'usb': {
      const port = places.used.usb++ + 1;
      return { driver: 'usb-storage', bus: 'usb.0', port: String(port), removable: true, ...properties };
    }
  }
}

/** The disks of a machine: block nodes, then the device that shows them to the guest. */
export function diskOptions(plan: MachinePlan, slots: PciSlots): Option[] {
  const places: Places = { slots, transitional: plan.transitional, used: { sata: 0, scsi: 0, usb: 0 } };
  return plan.disks.flatMap((disk, index) => {
    const name = `disk${index}`;
    return [...blockOptions(disk, name), json('-device', device(disk, common(disk, name), places))];
  });
}
