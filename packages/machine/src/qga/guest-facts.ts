// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject } from '../qmp/index.ts';

/** What a guest says about its operating system; the fields of the VMI's `status.guestOSInfo`. */
export interface GuestOsInfo {
  name?: string;
  kernelRelease?: string;
  version?: string;
  prettyName?: string;
  versionId?: string;
  kernelVersion?: string;
  machine?: string;
  id?: string;
}

/** A network interface as the guest sees it. */
export interface GuestInterface {
  interfaceName: string;
  mac: string;
  ipAddresses: string[];
}

/** What a guest says about its agent. */
export interface GuestAgentInfo {
  version: string;
  supportedCommands: string[];
}

/** Interfaces and addresses beyond these are dropped: the guest can invent any number. */
const maxInterfaces = 64;
const maxAddresses = 32;
const maxCommands = 256;

/** Reads the answer of `guest-get-osinfo`; anything but short printable strings is left out. */
export function readOsInfo(answer: unknown): GuestOsInfo {
  if (!isObject(answer)) return {};
  const info: GuestOsInfo = {};
  const fields = {
    name: 'name',
    kernelRelease: 'kernel-release',
    version: 'version',
    prettyName: 'pretty-name',
    versionId: 'version-id',
    kernelVersion: 'kernel-version',
    machine: 'machine',
    id: 'id',
  } as const;
  for (const [to, from] of Object.entries(fields)) {
    const value = printable(answer[from]);
    if (value) info[to as keyof GuestOsInfo] = value;
  }
  return info;
}

/** Reads the answer of `guest-network-get-interfaces`; loopback and what is no address is left out. */
export function readInterfaces(answer: unknown): GuestInterface[] {
  if (!Array.isArray(answer)) return [];
  const interfaces: GuestInterface[] = [];
  for (const item of answer.slice(0, maxInterfaces)) {
    if (!isObject(item)) continue;
    const interfaceName = printable(item.name);
    const mac = item['hardware-address'];
    if (!interfaceName || interfaceName === 'lo' || typeof mac !== 'string' || !isMac(mac)) continue;
    const addresses = Array.isArray(item['ip-addresses']) ? item['ip-addresses'].slice(0, maxAddresses) : [];
    const ipAddresses = addresses
      .map((entry: unknown) => (isObject(entry) ? entry['ip-address'] : undefined))
      .filter((ip): ip is string => typeof ip === 'string' && /^[0-9a-fA-F:.]{2,45}$/.test(ip));
    interfaces.push({ interfaceName, mac: mac.toLowerCase(), ipAddresses });
  }
  return interfaces;
}

/** Reads the answer of `guest-info`. */
export function readAgentInfo(answer: unknown): GuestAgentInfo {
  if (!isObject(answer)) return { version: '', supportedCommands: [] };
  const commands = Array.isArray(answer.supported_commands) ? answer.supported_commands : [];
  const supportedCommands = commands
    .slice(0, maxCommands)
    .filter((item) => isObject(item) && item.enabled !== false)
    .map((item) => printable((item as Record<string, unknown>).name))
    .filter((name) => name !== '');
  return { version: printable(answer.version), supportedCommands };
}

/** A guest's string as it may stand in an API object: at most 253 characters, no control characters. */
function printable(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .slice(0, 253)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
}

const isMac = (value: string): boolean => /^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$/.test(value);
