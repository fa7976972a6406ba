// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFile, statfs } from 'node:fs/promises';
import { arch, availableParallelism, networkInterfaces, release, totalmem } from 'node:os';
import { command } from '../runtime/command.ts';

/** What a node says of the machine it is on. */
export interface Machine {
  cpus: number;
  memoryBytes: number;
  /** Of the file system that holds the node's directory. */
  storageBytes: number;
  architecture: string;
  kernelVersion: string;
  osImage: string;
  machineId: string;
  bootId: string;
  /** As nodes show it: `crun://1.8.1`. */
  containerRuntime: string;
  /** The address other machines would use. */
  ip: string;
}

/** Looks at the machine; what a control group allows less of counts as less. */
export async function readMachine(directory: string): Promise<Machine> {
  const [osRelease, machineId, bootId, storage, crun] = await Promise.all([
    text('/etc/os-release'),
    text('/etc/machine-id'),
    text('/proc/sys/kernel/random/boot_id'),
    statfs(directory),
    command('crun', ['--version']).catch(() => ''),
  ]);
  return {
    cpus: Math.max(1, Math.floor(Math.min(availableParallelism(), await cpuLimit()))),
    memoryBytes: Math.min(totalmem(), await memoryLimitBytes()),
    storageBytes: storage.blocks * storage.bsize,
    architecture: arch() === 'x64' ? 'amd64' : arch(),
    kernelVersion: release(),
    osImage: /^PRETTY_NAME="?([^"\n]*)/m.exec(osRelease)?.[1] ?? 'Linux',
    machineId: machineId.trim(),
    bootId: bootId.trim(),
    containerRuntime: `crun://${/^crun version (\S+)/.exec(crun)?.[1] ?? 'unknown'}`,
    ip: firstAddress(),
  };
}

async function cpuLimit(): Promise<number> {
  const [quota, period] = (await text('/sys/fs/cgroup/cpu.max')).trim().split(' ').map(Number);
  if (quota && period) return quota / period;
  const v1 = Number(await text('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'));
  return v1 > 0 ? v1 / Number(await text('/sys/fs/cgroup/cpu/cpu.cfs_period_us')) : Number.POSITIVE_INFINITY;
}

async function memoryLimitBytes(): Promise<number> {
  const files = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];
  const limits = await Promise.all(files.map(async (file) => Number(await text(file))));
  return Math.min(...limits.filter((limit) => limit > 0), Number.POSITIVE_INFINITY);
}

function firstAddress(): string {
  const all = Object.entries(networkInterfaces()).filter(([name]) => !/^(lo|solo|veth|cni|kube|docker|br-)/.test(name));
  const addresses = all.flatMap(([, list]) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

async function text(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
