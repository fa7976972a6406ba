// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Devices, VideoDevice } from '@kubevirt-ts/api';
import type { LauncherConfig } from '../launcher-config.ts';
import type { PlannedDevices } from './machine-plan.ts';

const videos: Record<string, NonNullable<PlannedDevices['video']>> = {
  vga: 'VGA',
  virtio: 'virtio-vga',
  cirrus: 'cirrus-vga',
  ramfb: 'ramfb',
  bochs: 'bochs-display',
};

function videoOf(devices: Devices, efi: boolean): PlannedDevices['video'] {
  if (devices.autoattachGraphicsDevice === false) return undefined;
  const { type }: VideoDevice = devices.video ?? {};
  return videos[type ?? ''] ?? (efi ? 'bochs-display' : 'VGA');
}

/** Whether a domain has a TPM: naming one is enough unless it is switched off. */
export function hasTpm({ devices }: { devices: Devices }): boolean {
  return devices.tpm !== undefined && devices.tpm.enabled !== false;
}

/**
 * The small devices of a guest.
 * @upstream graphics, serial console and memory balloon are there unless switched off, the rest only when asked for
 */
export function planDevices(
  devices: Devices,
  { config, efi, annotations }: { config: LauncherConfig; efi: boolean; annotations: Record<string, string> },
): PlannedDevices {
  const reporting = config.freePageReporting && annotations['kubevirt.io/free-page-reporting-disabled'] !== 'true';
  const tablets = (devices.inputs ?? []).map(({ name, bus }) => ({
    alias: `ua-${name}`,
    bus: bus === 'virtio' ? ('virtio' as const) : ('usb' as const),
  }));
  if (tablets.length === 0 && devices.autoattachInputDevice === true) {
    tablets.push({ alias: 'ua-default-0', bus: 'usb' });
  }
  const { watchdog } = devices;
  return {
    rng: devices.rng !== undefined,
    balloon: devices.autoattachMemBalloon === false ? undefined : { freePageReporting: reporting },
    serial:
      devices.autoattachSerialConsole === false ? undefined : { log: devices.logSerialConsole ?? config.serialLog },
    video: videoOf(devices, efi),
    sound: devices.sound === undefined ? undefined : devices.sound.model === 'ac97' ? 'AC97' : 'ich9-intel-hda',
    tablets,
    watchdog:
      watchdog === undefined
        ? undefined
        : { alias: `ua-${watchdog.name}`, action: watchdog.i6300esb?.action || 'reset' },
    panic: (devices.panicDevices ?? []).flatMap(({ model }) => {
      if (model === 'hyperv') return [];
      return [model === 'pvpanic' ? ('pvpanic-pci' as const) : ('pvpanic' as const)];
    }),
    tpm: hasTpm({ devices }),
  };
}
