// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { CpuTopology } from '../vcpus.ts';
import type { PlannedDisk } from './planned-disk.ts';
import type { PlannedInterface } from './planned-interface.ts';

/** One SMBIOS table: its type, and its fields by QEMU's names. */
export interface SmbiosTable {
  type: number;
  fields: Readonly<Record<string, string>>;
}

/** A virtual CPU's model, what is switched on or off in it, and how many there are. */
export interface PlannedCpu {
  model: string;
  /** QEMU's properties of the model: on, off, or a value of their own. */
  properties: readonly { name: string; value: string }[];
  topology: CpuTopology;
}

/** What the guest boots with. */
export type PlannedFirmware =
  | { kind: 'bios'; serial: boolean }
  | { kind: 'efi'; code: string; variables: string; secureBoot: boolean };

/** What the guest's clock starts from and runs by. */
export interface PlannedClock {
  /** `utc`, `localtime`, or the time to start at as `2026-01-02T03:04:05`. */
  base: string;
  /** `host` follows steps of the host's clock, `vm` only counts. */
  source: 'host' | 'vm';
  /** Whether ticks that were missed are caught up. */
  slew: boolean;
  /** For local time: the zone, as an environment variable of QEMU. */
  timezone?: string;
}

/** Small devices that have nothing of their own to decide. */
export interface PlannedDevices {
  rng: boolean;
  balloon?: { freePageReporting: boolean };
  serial?: { log: boolean };
  video?: 'VGA' | 'virtio-vga' | 'cirrus-vga' | 'ramfb' | 'bochs-display';
  sound?: 'ich9-intel-hda' | 'AC97';
  tablets: readonly { alias: string; bus: 'usb' | 'virtio' }[];
  watchdog?: { alias: string; action: string };
  panic: readonly ('pvpanic' | 'pvpanic-pci')[];
  tpm: boolean;
}

/** A machine, completely: everything that the command line of QEMU is made from. */
export interface MachinePlan {
  name: string;
  uuid: string;
  machineType: string;
  /** Properties of the machine besides its accelerator. */
  machineOptions: Readonly<Record<string, string>>;
  accelerator: 'kvm' | 'tcg';
  /** Whether this QEMU counts the pause before it dials again in milliseconds (9.2 and later) or in seconds. */
  reconnectsInMs: boolean;
  startPaused: boolean;
  /** What a reboot inside the guest does. */
  rebootAction: 'reset' | 'shutdown';
  cpu: PlannedCpu;
  memory: { bytes: number; hugepages: boolean };
  firmware: PlannedFirmware;
  smbios: readonly SmbiosTable[];
  clock: PlannedClock;
  /** Properties of devices that QEMU makes by itself. */
  globals: readonly { driver: string; property: string; value: string }[];
  ioThreads: readonly string[];
  /** Whether virtio devices also speak the protocol of before 1.0. */
  transitional: boolean;
  disks: readonly PlannedDisk[];
  interfaces: readonly PlannedInterface[];
  devices: PlannedDevices;
}
