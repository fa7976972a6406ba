// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject, type QmpSession } from '@kubevirt-ts/machine';

/** Devices beyond these are not looked at. */
const maxDevices = 64;
const networkDevice = /^child<(virtio-net|e1000|rtl8139|ne2k|pcnet|igb)/;

/** Reads QEMU's run state. */
export async function readStatus(monitor: QmpSession): Promise<string | undefined> {
  const answer = await monitor.execute('query-status');
  const status = isObject(answer) ? answer.status : undefined;
  return typeof status === 'string' && /^[a-z-]{1,32}$/.test(status) ? status : undefined;
}

/** Tells whether a program in the guest has opened the agent's port. */
export async function readAgentPortOpen(monitor: QmpSession): Promise<boolean> {
  const answer = await monitor.execute('query-chardev');
  if (!Array.isArray(answer)) return false;
  return answer.some((chardev) => isObject(chardev) && chardev.label === 'qga' && chardev['frontend-open'] === true);
}

/** Reads the machine type that QEMU chose, without QOM's suffix. */
export async function readMachineType(monitor: QmpSession): Promise<string | undefined> {
  const type = await monitor.execute('qom-get', { path: '/machine', property: 'type' });
  return typeof type === 'string' && type.length < 64 ? type.replace(/-machine$/, '') : undefined;
}

/** Reads the MAC address of every network device, by the device's id. */
export async function readMacs(monitor: QmpSession): Promise<Record<string, string>> {
  const devices = await monitor.execute('qom-list', { path: '/machine/peripheral' });
  const macs: Record<string, string> = {};
  for (const device of Array.isArray(devices) ? devices.slice(0, maxDevices) : []) {
    if (!isObject(device) || typeof device.name !== 'string' || typeof device.type !== 'string') continue;
    if (!networkDevice.test(device.type)) continue;
    const mac = await monitor.execute('qom-get', { path: `/machine/peripheral/${device.name}`, property: 'mac' });
    if (typeof mac === 'string' && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac)) macs[device.name] = mac.toLowerCase();
  }
  return macs;
}
