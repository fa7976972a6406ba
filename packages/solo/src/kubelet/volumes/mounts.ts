// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { command } from '../runtime/command.ts';
import { makeShared, machineMounts as mountsNow } from '../runtime/machine-mounts.ts';

/** What is done to the machine's mounts; tests only remember it. */
export interface Mounts {
  /** All mount points at or below a path, in the order in which they were made. */
  below(path: string): Promise<string[]>;
  bind(source: string, target: string): Promise<void>;
  /** A file system in memory; without a size, half of the machine's. */
  tmpfs(target: string, sizeBytes: number | undefined): Promise<void>;
  /** Lets mounts made below a directory be seen in containers that share it, and theirs here. */
  share(directory: string): Promise<void>;
  /** Takes it away from the tree at once, even while it is in use. */
  unmount(target: string): Promise<void>;
  /** The loop device of a file, attached when none is. */
  attachLoop(file: string): Promise<string>;
  detachLoop(device: string): Promise<void>;
}

/** The kernel's mounts, by util-linux. */
export function machineMounts(): Mounts {
  return {
    async below(path) {
      const targets = (await mountsNow()).map(({ target }) => target);
      return targets.filter((target) => target === path || target.startsWith(`${path}/`));
    },
    // Not made canonical: a source that is an open file is named by a link which has no path.
    bind: async (source, target) => void (await command('mount', ['--no-canonicalize', '--bind', source, target])),
    async tmpfs(target, sizeBytes) {
      const options = sizeBytes ? ['-o', `size=${sizeBytes}`] : [];
      await command('mount', ['-t', 'tmpfs', ...options, 'tmpfs', target]);
    },
    share: makeShared,
    unmount: async (target) => void (await command('umount', ['--no-canonicalize', '--lazy', target])),
    async attachLoop(file) {
      const there = await command('losetup', ['--list', '--noheadings', '--output', 'NAME', '--associated', file]);
      const [first] = there.trim().split('\n');
      return first?.trim() || (await command('losetup', ['--find', '--show', file])).trim();
    },
    detachLoop: async (device) => void (await command('losetup', ['--detach', device])),
  };
}
