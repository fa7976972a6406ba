// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file that a volume shows. */
export interface PayloadFile {
  data: Buffer;
  /** Permission bits. */
  mode: number;
  /** Whose it is. @defaultValue root */
  uid?: number;
}

/** What a volume shows: files by their path within it. */
export type Payload = ReadonlyMap<string, PayloadFile>;

const dataLink = '..data';

/**
 * Makes a directory show a payload: whoever reads through it sees all files of one payload or all of another. False when it
 * showed that already. With a group, everything is that group's and readable by it. @upstream AtomicWriter: `..data` points
 * to a directory of the moment, what is seen are links through it
 */
export async function writePayload(directory: string, payload: Payload, fsGroup?: number): Promise<boolean> {
  await mkdir(directory, { recursive: true });
  const shown = await readlink(join(directory, dataLink)).catch(() => undefined);
  if (shown !== undefined && (await shows(join(directory, shown), payload))) return false;

  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-T:]/g, '_');
  const next = await mkdtemp(join(directory, `..${stamp}.`));
  await chmod(next, 0o755);
  for (const [path, file] of payload) await writeOne(join(next, path), file, fsGroup);
  if (fsGroup !== undefined) await handToGroup(directory, next, fsGroup);

  const temporary = join(directory, '..data_tmp');
  await rm(temporary, { force: true });
  await symlink(basename(next), temporary);
  await rename(temporary, join(directory, dataLink));
  await showLinks(directory, payload);
  for (const name of await readdir(directory)) {
    const isOld = name.startsWith('..') && name !== dataLink && name !== basename(next);
    if (isOld) await rm(join(directory, name), { recursive: true, force: true });
  }
  return true;
}

async function writeOne(path: string, { data, mode, uid }: PayloadFile, fsGroup: number | undefined): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, data);
  if (uid !== undefined || fsGroup !== undefined) await chown(path, uid ?? 0, fsGroup ?? 0);
  await chmod(path, fsGroup === undefined ? mode : mode | 0o440);
}

async function handToGroup(directory: string, next: string, fsGroup: number): Promise<void> {
  const inner = await readdir(next, { recursive: true, withFileTypes: true });
  const folders = inner.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  for (const folder of [directory, next, ...folders]) {
    await chown(folder, 0, fsGroup);
    const { mode } = await lstat(folder);
    await chmod(folder, (mode & 0o7777) | 0o2550);
  }
}

async function showLinks(directory: string, payload: Payload): Promise<void> {
  const wanted = new Set([...payload.keys()].map((path) => path.split('/', 1)[0] ?? path));
  const there = (await readdir(directory)).filter((name) => !name.startsWith('..'));
  for (const name of wanted) {
    if (!there.includes(name)) await symlink(join(dataLink, name), join(directory, name));
  }
  for (const name of there) {
    if (!wanted.has(name)) await rm(join(directory, name), { recursive: true, force: true });
  }
}

async function shows(directory: string, payload: Payload): Promise<boolean> {
  const there = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = there.filter((entry) => !entry.isDirectory());
  if (files.length !== payload.size) return false;
  for (const [path, { data, mode }] of payload) {
    const file = join(directory, path);
    const stat = await lstat(file).catch(() => undefined);
    // Group bits may have been added for the volume's group.
    if (!stat?.isFile() || (stat.mode & ~0o440 & 0o777) !== (mode & ~0o440 & 0o777)) return false;
    if (!data.equals(await readFile(file))) return false;
  }
  return true;
}
