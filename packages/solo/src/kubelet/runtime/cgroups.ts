// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unifiedCgroups } from './crun.ts';
import { ociResources } from './oci/limits.ts';
import type { CgroupLimits } from './spec.ts';

const root = '/sys/fs/cgroup';

/** The hierarchies of cgroups as directories: one on version 2, one per controller on version 1. */
async function hierarchies(): Promise<string[]> {
  if (unifiedCgroups()) return [root];
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, name));
}

/** Makes a pod's cgroup with its limits, in which its containers' come to lie. What a machine does not offer is left out. */
export async function makePodCgroup(path: string, limits: CgroupLimits): Promise<void> {
  const { cpu, memory, pids } = ociResources(limits);
  if (unifiedCgroups()) {
    const directory = join(root, path);
    await delegate(path);
    await set(
      join(directory, 'cpu.weight'),
      String(Math.max(1, Math.round(1 + ((cpu?.shares ?? 2) - 2) * (9999 / 262142)))),
    );
    if (cpu?.quota) await set(join(directory, 'cpu.max'), `${cpu.quota} ${cpu.period}`);
    if (memory?.limit) await set(join(directory, 'memory.max'), String(memory.limit));
    if (pids) await set(join(directory, 'pids.max'), String(pids.limit));
    return;
  }
  await mkdir(join(root, 'cpu', path), { recursive: true }).catch(() => undefined);
  await set(join(root, 'cpu', path, 'cpu.shares'), String(cpu?.shares ?? 2));
  if (cpu?.quota) {
    await set(join(root, 'cpu', path, 'cpu.cfs_period_us'), String(cpu.period));
    await set(join(root, 'cpu', path, 'cpu.cfs_quota_us'), String(cpu.quota));
  }
  if (memory?.limit) {
    await mkdir(join(root, 'memory', path), { recursive: true }).catch(() => undefined);
    await set(join(root, 'memory', path, 'memory.limit_in_bytes'), String(memory.limit));
  }
  if (pids) {
    await mkdir(join(root, 'pids', path), { recursive: true }).catch(() => undefined);
    await set(join(root, 'pids', path, 'pids.max'), String(pids.limit));
  }
}

/** Makes a cgroup of version 2 and passes the controllers down to it, level by level. */
async function delegate(path: string): Promise<void> {
  let directory = root;
  for (const part of path.split('/').filter((name) => name !== '')) {
    for (const controller of ['cpu', 'memory', 'pids', 'cpuset', 'io'])
      await set(join(directory, 'cgroup.subtree_control'), `+${controller}`);
    directory = join(directory, part);
    await mkdir(directory, { recursive: true });
  }
  for (const controller of ['cpu', 'memory', 'pids', 'cpuset', 'io'])
    await set(join(directory, 'cgroup.subtree_control'), `+${controller}`);
}

async function set(file: string, value: string): Promise<void> {
  await writeFile(file, value, { flag: 'r+' }).catch(() => undefined);
}

/** Kills every process in a cgroup and those below it. @throws Error for the root of all */
export async function killCgroup(path: string): Promise<void> {
  refuseRoot(path);
  for (const hierarchy of await hierarchies()) await killTree(join(hierarchy, path));
}

async function killTree(directory: string): Promise<void> {
  const text = await readFile(join(directory, 'cgroup.procs'), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  for (const pid of text.split('\n').filter((line) => line !== '' && line !== '0'))
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Gone meanwhile.
    }
  for (const child of await directoriesIn(directory)) await killTree(child);
}

function refuseRoot(path: string): void {
  if (path.replaceAll('/', '') === '') throw new Error('that is the machine itself');
}

/** Removes a cgroup with those below it; one that still has processes stays. @throws Error for the root of all */
export async function removeCgroup(path: string): Promise<void> {
  refuseRoot(path);
  for (const hierarchy of await hierarchies()) await removeTree(join(hierarchy, path));
}

async function removeTree(directory: string): Promise<void> {
  for (const child of await directoriesIn(directory)) await removeTree(child);
  await rmdir(directory).catch(() => undefined);
}

async function directoriesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
}
