// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { paths } from '../paths.ts';
import type { MachinePlan } from '../plan/machine-plan.ts';
import { json, keyValues, type Option } from './option.ts';
import type { PciSlots } from './pci-slots.ts';
import { virtio } from './virtio.ts';

/** How long QEMU waits before it dials virt-handler again. */
const reconnectSeconds = 1;

/** The sockets of virt-handler, as they are called in a VM's channel directory. */
export const channelSockets = { qmp: 'qmp.sock', serial: 'serial0.sock', guestAgent: 'qga.sock' } as const;

/** The name of the guest agent's port, and its device id, by which QMP reports whether it is open. */
export const guestAgentPort = { name: 'org.qemu.guest_agent.0', id: 'qga' } as const;

function client(plan: MachinePlan, id: string, socket: string, log?: string): Option {
  const reconnect = plan.reconnectsInMs
    ? { 'reconnect-ms': String(reconnectSeconds * 1000) }
    : { reconnect: String(reconnectSeconds) };
  const values = { id, path: `${paths.channel}/${socket}`, ...reconnect };
  return ['-chardev', keyValues('socket', log === undefined ? values : { ...values, logfile: log, logappend: 'on' })];
}

/**
 * Everything that QEMU talks through: it dials virt-handler for QMP, the serial console and the guest agent, and listens
 * only for the pod's own graceful-shutdown program.
 */
export function channelOptions(plan: MachinePlan, slots: PciSlots): Option[] {
  const { devices, transitional } = plan;
  const console = devices.serial;
  return [
    client(plan, 'qmp', channelSockets.qmp),
    ['-mon', 'chardev=qmp,mode=control'],
    ['-chardev', keyValues('socket', { id: 'monitor', path: paths.monitor, server: 'on', wait: 'off' })],
    ['-mon', 'chardev=monitor,mode=control'],
    ...(console === undefined
      ? []
      : [
          client(plan, 'serial0', channelSockets.serial, console.log ? paths.log : undefined),
          json('-device', { driver: 'isa-serial', id: 'console0', chardev: 'serial0' }),
        ]),
    client(plan, 'qga', channelSockets.guestAgent),
    json('-device', { ...virtio('virtio-serial-pci', transitional, slots), id: 'virtio-serial0' }),
    json('-device', {
      driver: 'virtserialport',
      bus: 'virtio-serial0.0',
      nr: 1,
      id: guestAgentPort.id,
      chardev: 'qga',
      name: guestAgentPort.name,
    }),
  ];
}
