// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFile } from 'node:fs/promises';
import { command } from './command.ts';

/** A mount of this machine. */
export interface MountEntry {
  target: string;
  /** Mounts made under it, here or in a namespace that shares it, are seen on both sides. */
  shared: boolean;
}

/** Reads /proc/…/mountinfo. */
export function parseMounts(mountinfo: string): MountEntry[] {
  return mountinfo
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const fields = line.split(' ');
      const optional = fields.slice(6, fields.indexOf('-', 6));
      return { target: unescapePath(fields[4] ?? ''), shared: optional.some((field) => field.startsWith('shared:')) };
    });
}

function unescapePath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** The mounts of this machine, in the order they were made. */
export async function machineMounts(): Promise<MountEntry[]> {
  return parseMounts(await readFile('/proc/self/mountinfo', 'utf8'));
}

/** The mount that a path lies on: the last one made of those with the longest path. */
export function mountOf(mounts: readonly MountEntry[], path: string): MountEntry | undefined {
  let found: MountEntry | undefined;
  for (const mount of mounts) {
    const holds = mount.target === '/' || path === mount.target || path.startsWith(`${mount.target}/`);
    if (holds && mount.target.length >= (found?.target.length ?? 0)) found = mount;
  }
  return found;
}

/** Takes away all mounts at and under a directory; open files in them keep working. */
export async function unmountAll(directory: string): Promise<void> {
  const targets = (await machineMounts())
    .map(({ target }) => target)
    .filter((target) => target === directory || target.startsWith(`${directory}/`))
    .reverse();
  // A shared mount may have gone along with another one.
  for (const target of targets) await command('umount', ['-l', '--', target]).catch(() => undefined);
}

/** Makes a directory a mount of its own whose later mounts are shared with containers. */
export async function makeShared(directory: string): Promise<void> {
  const mounts = await machineMounts();
  if (mountOf(mounts, directory)?.shared) return;
  if (!mounts.some(({ target }) => target === directory))
    await command('mount', ['--bind', '--', directory, directory]);
  await command('mount', ['--make-rshared', '--', directory]);
}
