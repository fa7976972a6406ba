// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { programs } from '../paths.ts';
import type { MachinePlan } from '../plan/machine-plan.ts';
import { channelOptions } from './channel-options.ts';
import { deviceOptions, usbController } from './device-options.ts';
import { diskControllers, diskOptions } from './disk-options.ts';
import { machineOptions } from './machine-options.ts';
import { networkOptions } from './network-options.ts';
import { json, type Option } from './option.ts';
import { pciSlots } from './pci-slots.ts';

/** QEMU forbids itself what it does not need: new programs, more privilege, other processes' priorities. */
const sandbox = 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny';

/** The options of QEMU, in an order in which each names only what stands before it. */
export function qemuOptions(plan: MachinePlan): Option[] {
  const slots = pciSlots();
  const network = networkOptions(plan, slots);
  const controllers = [...diskControllers(plan, slots), ...usbController(plan, slots)];
  const channels = channelOptions(plan, slots);
  const disks = diskOptions(plan, slots);
  const devices = deviceOptions(plan, slots);
  return [
    ['-no-user-config'],
    ['-nodefaults'],
    ['-sandbox', sandbox],
    ['-msg', 'timestamp=on'],
    ...machineOptions(plan),
    ['-display', 'none'],
    ...plan.ioThreads.map((id) => json('-object', { 'qom-type': 'iothread', id })),
    ...slots.options(),
    ...network,
    ...controllers,
    ...channels,
    ...disks,
    ...devices,
    ...(plan.startPaused ? [['-S'] as const] : []),
  ];
}

/** What to execute for a machine: program, arguments (the first is the program's own name) and additions to the environment. */
export function qemuCommand(plan: MachinePlan): {
  program: string;
  arguments: string[];
  environment: Record<string, string>;
} {
  return {
    program: programs.qemu,
    arguments: [programs.qemu, ...qemuOptions(plan).flat()],
    environment: plan.clock.timezone === undefined ? {} : { TZ: plan.clock.timezone },
  };
}
