// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Stats } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import type { Refusal } from './payload.ts';

/** The directories of the machine that a node has for its own. */
export interface NodeDirectories {
  /** The node's `/var/lib/kubelet`. */
  kubelet: string;
  /** The node's `/run`. */
  run: string;
}

/** Where on the machine a path of the node is. */
export function onMachine(path: string, directories: NodeDirectories): string {
  const own: [string, string][] = [
    ['/var/lib/kubelet', directories.kubelet],
    ['/var/run', directories.run],
    ['/run', directories.run],
  ];
  const clean = normalize(`/${path}`).replace(/(.)\/$/, '$1');
  for (const [prefix, directory] of own) {
    if (clean === prefix || clean.startsWith(`${prefix}/`)) return join(directory, clean.slice(prefix.length));
  }
  return clean;
}

const checks: Record<string, { is: (stats: Stats) => boolean; name: string }> = {
  Directory: { is: (stats) => stats.isDirectory(), name: 'a directory' },
  DirectoryOrCreate: { is: (stats) => stats.isDirectory(), name: 'a directory' },
  File: { is: (stats) => stats.isFile(), name: 'a file' },
  FileOrCreate: { is: (stats) => stats.isFile(), name: 'a file' },
  Socket: { is: (stats) => stats.isSocket(), name: 'a socket file' },
  CharDevice: { is: (stats) => stats.isCharacterDevice(), name: 'a character device' },
  BlockDevice: { is: (stats) => stats.isBlockDevice(), name: 'a block device' },
};

/** Makes what a hostPath's type says may be made, and checks the rest; `path` is the machine's, `shown` the node's. */
export async function prepareHostPath(path: string, type: string, shown: string): Promise<Refusal | undefined> {
  const exists = () => stat(path).catch(() => undefined);
  if (!(await exists())) {
    if (type === '' || type === 'DirectoryOrCreate') await mkdir(path, { recursive: true, mode: 0o755 });
    if (type === 'FileOrCreate') {
      await mkdir(dirname(path), { recursive: true });
      await (await open(path, 'a', 0o644)).close();
    }
  }
  const check = checks[type];
  if (!check) return undefined;
  const stats = await exists();
  return stats && check.is(stats)
    ? undefined
    : { refused: `hostPath type check failed: ${shown} is not ${check.name}` };
}
