// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** The machine's mounts; what it does can be replaced in tests. */
export interface Mounts {
  /** All mount points at or below a path, in the order in which they were made. */
  below(path: string): Promise<string[]>;
  /** Whether mounts made below a path are seen in other mount namespaces. */
  isShared(path: string): Promise<boolean>;
  bind(source: string, target: string): Promise<void>;
  /** A file system in memory; without a size, half of the machine's. */
  tmpfs(target: string, sizeBytes: number | undefined): Promise<void>;
  /** Lets mounts made below a mount point be seen in other mount namespaces, and theirs here. */
  share(target: string): Promise<void>;
  /** Takes it away from the tree at once, even while it is in use. */
  unmount(target: string): Promise<void>;
  /** The loop device of a file, attached when none is. */
  attachLoop(file: string): Promise<string>;
  detachLoop(device: string): Promise<void>;
}

/** A place where something is mounted. */
interface MountPoint {
  path: string;
  isShared: boolean;
}

/** The kernel's mounts, by util-linux. */
export function machineMounts(): Mounts {
  const run = async (command: string, ...args: string[]) => (await exec(command, args)).stdout.trim();
  const list = async () => parseMountInfo(await readFile('/proc/self/mountinfo', 'utf8'));
  return {
    async below(path) {
      const points = await list();
      return points.map((point) => point.path).filter((point) => isWithin(point, path));
    },
    async isShared(path) {
      const over = (await list()).filter((point) => isWithin(path, point.path));
      // Of mounts at the same place the last one counts.
      const longest = over.reduce<MountPoint | undefined>(
        (a, b) => (a && a.path.length > b.path.length ? a : b),
        undefined,
      );
      return longest?.isShared ?? false;
    },
    bind: async (source, target) => void (await run('mount', '--no-canonicalize', '--bind', source, target)),
    async tmpfs(target, sizeBytes) {
      const options = sizeBytes ? ['-o', `size=${sizeBytes}`] : [];
      await run('mount', '-t', 'tmpfs', ...options, 'tmpfs', target);
    },
    share: async (target) => void (await run('mount', '--make-rshared', target)),
    unmount: async (target) => void (await run('umount', '--no-canonicalize', '--lazy', target)),
    async attachLoop(file) {
      const [there] = (await run('losetup', '--list', '--noheadings', '--output', 'NAME', '--associated', file)).split(
        '\n',
      );
      return there?.trim() || run('losetup', '--find', '--show', file);
    },
    detachLoop: async (device) => void (await run('losetup', '--detach', device)),
  };
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || directory === '/' || path.startsWith(`${directory}/`);
}

/** The mount points that a text like /proc/self/mountinfo names, in its order. */
export function parseMountInfo(text: string): MountPoint[] {
  return text
    .split('\n')
    .filter((line) => line)
    .map((line) => {
      const [fields = '', path = ''] = [line.split(' - ', 1)[0], line.split(' ')[4]];
      return {
        path: path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
        isShared: / shared:\d+/.test(fields ?? ''),
      };
    });
}
