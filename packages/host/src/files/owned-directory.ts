// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { randomUUID } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './read-if-exists.ts';

/**
 * A directory whose every entry is written by this process alone. It joins no name that it was not told to expect,
 * so nobody can steer it out of the directory (CVE-2022-1798).
 */
export interface OwnedDirectory {
  path(name: string): string;
  /** Names of the entries that fit the pattern. */
  list(): Promise<string[]>;
  /** Makes the entry a directory if it is none yet. */
  ensure(name: string): Promise<string>;
  /** Puts a new, empty directory in the entry's place: mounts of the old one see an empty, dead directory from then on. */
  renew(name: string): Promise<string>;
  remove(name: string): Promise<void>;
}

/** Takes possession of a directory, made when missing; @throws when it is a link or belongs to somebody else. */
export async function ownedDirectory(root: string, names: RegExp): Promise<OwnedDirectory> {
  await mkdir(root, { recursive: true, mode: 0o755 });
  const found = await lstat(root);
  const uid = process.getuid?.();
  if (!found.isDirectory() || found.uid !== uid) throw new Error(`${root} is not a directory of uid ${uid}`);

  const path = (name: string): string => {
    if (!names.test(name) || name.includes('/') || name.startsWith('.')) {
      throw new Error(`${JSON.stringify(name)} is no entry of ${root}`);
    }
    return join(root, name);
  };
  const make = async (name: string): Promise<string> => {
    const directory = path(name);
    await mkdir(directory, { mode: 0o755 });
    await chmod(directory, 0o755);
    return directory;
  };
  const remove = async (name: string): Promise<void> => {
    const old = join(root, `.${name}.${randomUUID()}`);
    try {
      await rename(path(name), old);
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    await rm(old, { recursive: true, force: true });
  };

  for (const entry of await readdir(root)) {
    if (entry.startsWith('.')) await rm(join(root, entry), { recursive: true, force: true });
  }
  return {
    path,
    remove,
    list: async () => (await readdir(root)).filter((name) => names.test(name)).sort(),
    ensure: async (name) => {
      const there = await lstat(path(name)).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      if (there?.isDirectory()) return path(name);
      if (there) await remove(name);
      return make(name);
    },
    renew: async (name) => {
      await remove(name);
      return make(name);
    },
  };
}
