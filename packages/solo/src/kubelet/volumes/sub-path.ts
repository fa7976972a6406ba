// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { constants } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, realpath, writeFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import type { Mounts } from './mounts.ts';
import type { Refusal } from './payload.ts';

// Linux's; node:fs does not name it: opens what is there without using it.
const O_PATH = 0o10000000;

/** Part of a volume that a container is to see. */
export interface SubPath {
  /** The volume's directory. */
  volume: string;
  /** Relative to it; made as a directory when there is none. */
  subPath: string;
  /** Where that part is put up. */
  target: string;
}

/**
 * Puts up part of a volume at `target` by a bind mount, such that a container that writes the volume cannot lead it out: links
 * are resolved once, and then each step is taken from an open directory without following any.
 */
export async function bindSubPath({ volume, subPath, target }: SubPath, mounts: Mounts): Promise<Refusal | undefined> {
  if (subPath.startsWith('/') || subPath.split('/').includes('..')) {
    return { refused: `failed to prepare subPath for volumeMount: ${subPath} is outside of the volume` };
  }
  const root = await realpath(volume);
  const wanted = await resolved(root, subPath);
  const inside = relative(root, wanted);
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    return { refused: `failed to prepare subPath for volumeMount: ${subPath} is outside of the volume` };
  }
  const handle = await walk(root, inside ? inside.split(sep) : []);
  try {
    const isDirectory = (await handle.stat()).isDirectory();
    await mkdir(isDirectory ? target : dirname(target), { recursive: true });
    if (!isDirectory) await writeFile(target, '', { flag: 'a' });
    for (const point of (await mounts.below(target)).reverse()) await mounts.unmount(point);
    await mounts.bind(`/proc/${process.pid}/fd/${handle.fd}`, target);
    return undefined;
  } finally {
    await handle.close();
  }
}

/** The path with links resolved as far as it exists; the rest as it is. */
async function resolved(root: string, subPath: string): Promise<string> {
  const steps = subPath.split('/').filter((step) => step && step !== '.');
  for (let length = steps.length; length >= 0; length--) {
    const real = await realpath([root, ...steps.slice(0, length)].join(sep)).catch(() => undefined);
    if (real) return [real, ...steps.slice(length)].join(sep);
  }
  return root;
}

/** Opens a path below a directory step by step; steps that are missing are made. @throws ELOOP at a link */
async function walk(root: string, steps: readonly string[]): Promise<FileHandle> {
  let handle = await open(root, O_PATH | constants.O_DIRECTORY);
  try {
    const { mode } = await handle.stat();
    for (const step of steps) {
      const path = `/proc/self/fd/${handle.fd}/${step}`;
      const next = await open(path, O_PATH | constants.O_NOFOLLOW).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        await mkdir(path);
        const made = await open(path, O_PATH | constants.O_NOFOLLOW | constants.O_DIRECTORY);
        // As open as the volume itself, whatever this process's umask.
        await chmod(`/proc/self/fd/${made.fd}`, mode & 0o777);
        return made;
      });
      await handle.close();
      handle = next;
      if ((await handle.stat()).isSymbolicLink()) {
        throw Object.assign(new Error(`${step} became a link`), { code: 'ELOOP' });
      }
    }
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
