// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { paths } from '../paths.ts';
import type { MachinePlan } from '../plan/machine-plan.ts';
import { json, keyValues, type Option } from './option.ts';
import type { PciSlots } from './pci-slots.ts';
import { virtio } from './virtio.ts';

/** Video memory of the plain VGA device, in MiB. */
const videoMemoryMiB = 16;

function soundOptions({ devices }: MachinePlan, slots: PciSlots): Option[] {
  if (devices.sound === undefined) return [];
  const silent: Option = ['-audiodev', JSON.stringify({ driver: 'none', id: 'audio0' })];
  if (devices.sound === 'AC97') {
    return [silent, json('-device', { driver: 'AC97', id: 'sound0', ...slots.direct(), audiodev: 'audio0' })];
  }
  return [
    silent,
    json('-device', { driver: devices.sound, id: 'sound0', ...slots.direct() }),
    json('-device', { driver: 'hda-duplex', id: 'sound0-codec0', bus: 'sound0.0', audiodev: 'audio0' }),
  ];
}

function tpmOptions({ devices }: MachinePlan): Option[] {
  if (!devices.tpm) return [];
  return [
    ['-chardev', keyValues('socket', { id: 'tpm', path: paths.tpmSocket })],
    ['-tpmdev', 'emulator,id=tpm0,chardev=tpm'],
    json('-device', { driver: 'tpm-crb', id: 'tpm-crb0', tpmdev: 'tpm0' }),
  ];
}

function videoOptions({ devices }: MachinePlan): Option[] {
  const { video } = devices;
  if (video === undefined) return [];
  const memory = video === 'VGA' ? { vgamem_mb: videoMemoryMiB } : {};
  const place = video === 'ramfb' ? {} : { bus: 'pcie.0', addr: '0x1' };
  return [json('-device', { driver: video, id: 'video0', ...place, ...memory })];
}

function balloonOptions({ devices, transitional }: MachinePlan, slots: PciSlots): Option[] {
  if (devices.balloon === undefined) return [];
  const place = virtio('virtio-balloon-pci', transitional, slots);
  return [json('-device', { ...place, id: 'balloon0', 'free-page-reporting': devices.balloon.freePageReporting })];
}

function rngOptions({ devices, transitional }: MachinePlan, slots: PciSlots): Option[] {
  if (!devices.rng) return [];
  return [
    json('-object', { 'qom-type': 'rng-random', id: 'rng', filename: '/dev/urandom' }),
    json('-device', { ...virtio('virtio-rng-pci', transitional, slots), id: 'rng0', rng: 'rng' }),
  ];
}

/** The USB controller, when anything is to be plugged into it. */
export function usbController({ disks, devices }: MachinePlan, slots: PciSlots): Option[] {
  const wanted = disks.some((d) => d.bus === 'usb') || devices.tablets.some((t) => t.bus === 'usb');
  return wanted ? [json('-device', { driver: 'qemu-xhci', id: 'usb', ...slots.port(), p2: 15, p3: 15 })] : [];
}

/** The small devices of a machine. */
export function deviceOptions(plan: MachinePlan, slots: PciSlots): Option[] {
  const { devices, transitional } = plan;
  return [
    ...tpmOptions(plan),
    ...devices.tablets.map(({ alias, bus }) =>
      bus === 'usb'
        ? json('-device', { driver: 'usb-tablet', id: alias, bus: 'usb.0' })
        : json('-device', {
            driver: 'virtio-tablet-pci',
            ...(transitional ? slots.direct() : slots.port()),
            id: alias,
          }),
    ),
    ...balloonOptions(plan, slots),
    ...rngOptions(plan, slots),
    ...videoOptions(plan),
    ...soundOptions(plan, slots),
    ...(devices.watchdog === undefined
      ? []
      : [json('-device', { driver: 'i6300esb', id: devices.watchdog.alias, ...slots.direct() })]),
    ...devices.panic.map((driver, i) =>
      json('-device', { driver, id: `panic${i}`, ...(driver === 'pvpanic-pci' ? slots.direct() : {}) }),
    ),
  ];
}
