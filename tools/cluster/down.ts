// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, globSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, until } from '../shell.ts';
import { bridge, directory, existingNodes, type NodeLayout } from './layout.ts';
import { cgroupHierarchies } from './node.ts';
import { signal } from './processes.ts';

/** Ends everything that was started and removes it; the binaries stay. Nothing of it is kept, so nothing is asked to end politely. */
export async function takeDown(): Promise<void> {
  if (!existsSync(directory)) return;
  for (const file of globSync(join(directory, 'run/*.pid'))) {
    signal(Number(readFileSync(file, 'utf8')), 'SIGKILL');
    rmSync(file);
  }
  const nodes = existingNodes();
  await until('every process of the nodes has ended', 30, () => {
    const left = nodes.flatMap((node) => [...processesInCgroups(node), ...processesInNamespace(node)]);
    for (const pid of left) signal(pid, 'SIGKILL');
    return left.length === 0;
  });
  for (const node of nodes) {
    attempt('ip', ['netns', 'del', node.name]);
    attempt('ip', ['link', 'del', `ve-${node.name}`]);
    attempt('ip', ['route', 'del', node.podRange]);
    for (const hierarchy of cgroupHierarchies()) removeCgroup(join(hierarchy, node.name));
  }
  attempt('ip', ['link', 'del', bridge]);
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${directory}/`));
  for (const mount of mounts.reverse()) attempt('umount', ['-l', mount]);
  for (const name of readdirSync(directory))
    if (name !== 'bin') rmSync(join(directory, name), { recursive: true, force: true });
}

function processesInCgroups(node: NodeLayout): number[] {
  return cgroupHierarchies()
    .flatMap((hierarchy) => globSync(join(hierarchy, node.name, '**/cgroup.procs')))
    .flatMap(processes);
}

function processes(file: string): number[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function processesInNamespace(node: NodeLayout): number[] {
  return attempt('ip', ['netns', 'pids', node.name]).stdout.split('\n').filter(Boolean).map(Number);
}

function removeCgroup(path: string): void {
  if (!existsSync(path)) return;
  for (const child of readdirSync(path, { withFileTypes: true }))
    if (child.isDirectory()) removeCgroup(join(path, child.name));
  try {
    rmdirSync(path);
  } catch (error) {
    console.error(`cluster: ${path} stays: ${(error as Error).message}`);
  }
}
