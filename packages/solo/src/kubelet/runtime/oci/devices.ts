// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Device } from '../spec.ts';
import type { OciDevice, OciDeviceRule } from './config.ts';

/** A device node of the machine. */
export interface DeviceNode {
  type: 'c' | 'b';
  major: number;
  minor: number;
  mode: number;
  uid: number;
  gid: number;
}

/** What the devices cgroup lets every container do: make nodes, and use those that any Linux program counts on. */
export const defaultDeviceRules: readonly OciDeviceRule[] = [
  { allow: false, access: 'rwm' },
  { allow: true, type: 'c', access: 'm' },
  { allow: true, type: 'b', access: 'm' },
  ...[
    [1, 3],
    [1, 5],
    [1, 7],
    [1, 8],
    [1, 9],
    [5, 0],
    [5, 2],
  ].map(([major, minor]) => ({ allow: true, type: 'c', major, minor, access: 'rwm' })),
  { allow: true, type: 'c', major: 136, access: 'rwm' },
];

/** The node of a device in the container, and the rule that lets it be used. */
export function ociDevice(device: Device, node: DeviceNode): { device: OciDevice; rule: OciDeviceRule } {
  const { type, major, minor, mode, uid, gid } = node;
  return {
    device: { path: device.containerPath, type, major, minor, fileMode: mode & 0o7777, uid, gid },
    rule: { allow: true, type, major, minor, access: device.permissions },
  };
}

/** What a path is as a device; undefined for anything else. Links are followed by the caller. */
export async function deviceNode(path: string): Promise<DeviceNode | undefined> {
  const stat = await lstat(path).catch(() => undefined);
  if (!stat || !(stat.isCharacterDevice() || stat.isBlockDevice())) return undefined;
  return {
    type: stat.isBlockDevice() ? 'b' : 'c',
    ...numbers(stat.rdev),
    mode: stat.mode,
    uid: stat.uid,
    gid: stat.gid,
  };
}

/** A device number as Linux packs it. */
function numbers(rdev: number): { major: number; minor: number } {
  const packed = BigInt(rdev);
  return {
    major: Number(((packed >> 8n) & 0xfffn) | ((packed >> 32n) & ~0xfffn)),
    minor: Number((packed & 0xffn) | ((packed >> 12n) & ~0xffn)),
  };
}

/** Directories of /dev that a container has its own of. */
const ownDirectories = new Set(['pts', 'shm', 'fd', 'mqueue', '.lxc', '.lxd-mounts', '.udev']);
/** Nodes of /dev that the runtime makes itself. */
const ownNodes = new Set(['console', 'ptmx', 'tty', 'null', 'zero', 'full', 'random', 'urandom']);

/** All devices of a machine's /dev, for a privileged container. */
export async function allDevices(directory = '/dev'): Promise<Device[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<Device[]> => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return directory === '/dev' && ownDirectories.has(entry.name) ? [] : allDevices(path);
      if (!entry.isCharacterDevice() && !entry.isBlockDevice()) return [];
      if (directory === '/dev' && ownNodes.has(entry.name)) return [];
      return [{ hostPath: path, containerPath: path, permissions: 'rwm' }];
    }),
  );
  return found.flat();
}
