// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject } from '@kubevirt-ts/machine';
import type { Machine } from '../machines/machine.ts';

/** Entries of one answer beyond these are dropped: the guest can invent any number. */
const maxEntries = 256;

/** The body of `guestosinfo`. */
export async function guestAgentInfo({ agent, state }: Machine): Promise<object> {
  const facts = state.agent;
  const hostname = text(entry(await agent.execute('guest-get-host-name'), 'host-name'));
  return {
    guestAgentVersion: facts?.info.version ?? '',
    supportedCommands: (facts?.info.supportedCommands ?? []).map((name) => ({ name, enabled: true })),
    hostname,
    os: facts?.os ?? {},
  };
}

/** The body of `userlist`. */
export async function users({ agent }: Machine): Promise<object> {
  const items = list(await agent.execute('guest-get-users')).map((user) => ({
    userName: text(user.user),
    ...(text(user.domain) ? { domain: text(user.domain) } : {}),
    loginTime: number(user['login-time']),
  }));
  return {
    apiVersion: 'subresources.kubevirt.io/v1',
    kind: 'VirtualMachineInstanceGuestOSUserList',
    metadata: {},
    items,
  };
}

/** The body of `filesystemlist`. */
export async function fileSystems({ agent }: Machine): Promise<object> {
  const items = list(await agent.execute('guest-get-fsinfo')).map((system) => ({
    diskName: text(system.name),
    mountPoint: text(system.mountpoint),
    fileSystemType: text(system.type),
    usedBytes: number(system['used-bytes']),
    totalBytes: number(system['total-bytes']),
  }));
  return {
    apiVersion: 'subresources.kubevirt.io/v1',
    kind: 'VirtualMachineInstanceFileSystemList',
    metadata: {},
    items,
  };
}

function list(answer: unknown): Record<string, unknown>[] {
  return Array.isArray(answer) ? answer.slice(0, maxEntries).filter(isObject) : [];
}

const entry = (answer: unknown, field: string): unknown => (isObject(answer) ? answer[field] : undefined);
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 1024) : '');
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
