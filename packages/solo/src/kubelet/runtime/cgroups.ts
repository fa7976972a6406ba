// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { unifiedCgroups } from './crun.ts';
import type { MachineRights } from './machine-rights.ts';
import type { OciResources } from './oci/config.ts';

const root = '/sys/fs/cgroup';

/** The hierarchies of cgroups as directories: one on version 2, one per controller on version 1. */
async function hierarchies(): Promise<string[]> {
  if (unifiedCgroups()) return [root];
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, name));
}

/**
 * The controllers that cgroups below a path may use; on version 2 they are passed down to there. There devices are no controller but a
 * program in the kernel, which takes capabilities to load.
 */
export async function cgroupControllers(
  path: string,
  rights: Pick<MachineRights, 'capabilities'>,
): Promise<Set<string>> {
  if (!unifiedCgroups()) return new Set((await hierarchies()).flatMap((directory) => basename(directory).split(',')));
  await delegate(path);
  const text = await readFile(join(root, path, 'cgroup.subtree_control'), 'utf8');
  const controllers = new Set(text.trim().split(/\s+/).filter(Boolean));
  // crun raises a limit before it loads the program.
  if (['SYS_ADMIN', 'SYS_RESOURCE'].every((name) => rights.capabilities.has(name))) controllers.add('devices');
  return controllers;
}

/** Makes a pod's cgroup with its limits, in which its containers' come to lie. */
export async function makePodCgroup(path: string, resources: OciResources): Promise<void> {
  for (const [controller, file, value] of limitFiles(resources, unifiedCgroups())) {
    const directory = unifiedCgroups() ? join(root, path) : join(root, controller, path);
    if (unifiedCgroups()) await delegate(path);
    else await mkdir(directory, { recursive: true });
    await writeFile(join(directory, file), value, { flag: 'r+' });
  }
}

/** What is written to which file of which controller, in order. */
export function limitFiles({ cpu, memory, pids }: OciResources, unified: boolean): [string, string, string][] {
  const files: [string, string, string | number | undefined][] = unified
    ? [
        ['cpu', 'cpu.weight', cpu?.shares && cpuWeight(cpu.shares)],
        ['cpu', 'cpu.max', cpu?.quota && `${cpu.quota} ${cpu.period}`],
        ['memory', 'memory.max', memory?.limit],
        ['pids', 'pids.max', pids?.limit],
      ]
    : [
        ['cpu', 'cpu.shares', cpu?.shares],
        ['cpu', 'cpu.cfs_period_us', cpu?.period],
        ['cpu', 'cpu.cfs_quota_us', cpu?.quota],
        ['memory', 'memory.limit_in_bytes', memory?.limit],
        ['pids', 'pids.max', pids?.limit],
      ];
  return files.flatMap(([controller, file, value]) => (value === undefined ? [] : [[controller, file, String(value)]]));
}

/** Version 1's 2 to 262144 as version 2's 1 to 10000. */
function cpuWeight(shares: number): number {
  return Math.floor(1 + ((shares - 2) * 9999) / 262_142);
}

/** Makes a cgroup of version 2 and passes the controllers that are used down to it, level by level, as far as the machine lets us. */
async function delegate(path: string): Promise<void> {
  let directory = root;
  for (const part of ['', ...path.split('/').filter((name) => name !== '')]) {
    directory = join(directory, part);
    await mkdir(directory, { recursive: true });
    for (const controller of ['cpu', 'memory', 'pids'])
      await writeFile(join(directory, 'cgroup.subtree_control'), `+${controller}`, { flag: 'r+' }).catch(
        () => undefined,
      );
  }
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
