// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { translationCacheMiB } from '../memory-overhead.ts';
import { ovmf, paths } from '../paths.ts';
import type { MachinePlan } from '../plan/machine-plan.ts';
import { json, keyValues, type Option } from './option.ts';

const Ki = 1024;

function firmwareOptions({ firmware }: MachinePlan): Option[] {
  if (firmware.kind === 'bios') return [];
  const flash = (name: string, filename: string, readOnly: boolean): Option[] => [
    json('-blockdev', { driver: 'file', 'node-name': `${name}-file`, filename, 'read-only': readOnly }),
    json('-blockdev', { driver: 'raw', 'node-name': name, file: `${name}-file`, 'read-only': readOnly }),
  ];
  return [...flash('pflash0', firmware.code, true), ...flash('pflash1', firmware.variables, false)];
}

function memoryOptions({ memory }: MachinePlan): Option[] {
  const size = `size=${memory.bytes / Ki}k`;
  if (!memory.hugepages) return [['-m', size]];
  const backend = { 'qom-type': 'memory-backend-file', id: 'ram', size: memory.bytes, 'mem-path': paths.hugepages };
  return [['-m', size], json('-object', { ...backend, share: false, prealloc: true })];
}

function machineOption({ machineType, machineOptions, firmware, memory }: MachinePlan): Option {
  const flash = firmware.kind === 'efi' ? { pflash0: 'pflash0', pflash1: 'pflash1' } : {};
  const backend = memory.hugepages ? { 'memory-backend': 'ram' } : {};
  return ['-machine', keyValues(machineType, { ...machineOptions, ...flash, ...backend })];
}

/** Clock ticks and ends: what the guest's clock shows, and what happens when the guest stops, panics or reboots. */
function clockOptions({ clock, rebootAction, devices }: MachinePlan): Option[] {
  const rtc = { base: clock.base, clock: clock.source, driftfix: clock.slew ? 'slew' : undefined };
  const action = {
    reboot: rebootAction,
    shutdown: 'pause',
    panic: 'pause',
    watchdog: devices.watchdog?.action,
  };
  return [
    ['-rtc', keyValues(undefined, rtc)],
    ['-action', keyValues(undefined, action)],
  ];
}

function cpuOptions({ cpu }: MachinePlan): Option[] {
  const { sockets, cores, threads } = cpu.topology;
  const smp = { sockets: String(sockets), cores: String(cores), threads: String(threads) };
  const properties = cpu.properties.map(({ name, value }) => `${name}=${value}`);
  return [
    ['-cpu', [cpu.model, ...properties].join(',')],
    ['-smp', keyValues(`${sockets * cores * threads}`, smp)],
  ];
}

/** The machine itself: accelerator, board, firmware, CPUs, memory, tables and clock. */
export function machineOptions(plan: MachinePlan): Option[] {
  const emulation = keyValues('tcg', { 'tb-size': String(translationCacheMiB), thread: 'multi' });
  return [
    ['-name', keyValues(undefined, { guest: plan.name, 'debug-threads': 'on' })],
    ['-uuid', plan.uuid],
    ['-accel', plan.accelerator === 'kvm' ? 'kvm' : emulation],
    machineOption(plan),
    ...firmwareOptions(plan),
    ...cpuOptions(plan),
    ...memoryOptions(plan),
    ...plan.smbios.map(({ type, fields }): Option => ['-smbios', keyValues(`type=${type}`, fields)]),
    ...clockOptions(plan),
    ...plan.globals.map(
      ({ driver, property, value }): Option => ['-global', keyValues(undefined, { driver, property, value })],
    ),
    ['-boot', 'strict=on'],
  ];
}

/** The file with the initial UEFI variables of a plan, or nothing when it boots with BIOS. */
export function initialFirmwareVariables({ firmware }: MachinePlan): string | undefined {
  if (firmware.kind === 'bios') return undefined;
  return firmware.secureBoot ? ovmf.secureVariables : ovmf.variables;
}
