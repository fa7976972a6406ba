// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { closeSync, constants, openSync } from 'node:fs';

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** A name of something inside an open directory. The kernel resolves it from that very directory, whatever is renamed. */
const within = (directory: number, name: string): string => `/proc/self/fd/${directory}/${name}`;

/**
 * Opens a file beneath a directory without ever following a symbolic link, of which an image may be full.
 *
 * Each part of the path is opened from the directory before it; `..` is not a part. The caller closes the file.
 * @throws the system's error: ELOOP or ENOTDIR where there is a symbolic link, ENOENT where there is nothing
 */
export function openBeneath(root: string, path: string, flags: number = O_RDONLY): number {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const last = parts.pop();
  if (last === undefined) return openSync(root, O_RDONLY | O_DIRECTORY);
  if (last === '..' || parts.includes('..')) throw Object.assign(new Error('".." in a path'), { code: 'EINVAL' });
  let directory = openSync(root, O_RDONLY | O_DIRECTORY);
  try {
    for (const part of parts) {
      const next = openSync(within(directory, part), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      closeSync(directory);
      directory = next;
    }
    return openSync(within(directory, last), flags | O_NOFOLLOW | O_NONBLOCK, 0o660);
  } finally {
    closeSync(directory);
  }
}

/** The names in a directory beneath another. @throws as openBeneath does */
export function directoryBeneath(root: string, path: string): number {
  return openBeneath(root, path, O_RDONLY | O_DIRECTORY);
}
