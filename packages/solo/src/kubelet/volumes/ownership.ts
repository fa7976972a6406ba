// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { chmod, lchown, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Who shall be able to use a volume, and whether what already is as it should be is looked through. */
export interface Ownership {
  fsGroup: number;
  policy: 'Always' | 'OnRootMismatch';
  readOnly: boolean;
}

/**
 * Makes a directory and all in it the group's: readable, writable unless read-only, and new files inherit the group. Links
 * are not followed. @upstream SetVolumeOwnership
 */
export async function giveToGroup(directory: string, o: Ownership): Promise<void> {
  if (o.policy === 'OnRootMismatch' && (await isAsWanted(directory, o))) return;
  // The root comes last: whether it is as wanted tells whether all was done.
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    await giveOne(join(entry.parentPath, entry.name), o);
  }
  await giveOne(directory, o);
}

async function giveOne(path: string, o: Ownership): Promise<void> {
  const stat = await lstat(path).catch(() => undefined);
  if (!stat) return;
  await lchown(path, stat.uid, o.fsGroup);
  if (!stat.isSymbolicLink()) await chmod(path, (stat.mode & 0o7777) | added(stat.isDirectory(), o.readOnly));
}

async function isAsWanted(directory: string, o: Ownership): Promise<boolean> {
  const { gid, mode } = await lstat(directory);
  const wanted = added(true, o.readOnly);
  return gid === o.fsGroup && (mode & wanted) === wanted;
}

function added(isDirectory: boolean, readOnly: boolean): number {
  return (readOnly ? 0o440 : 0o660) | (isDirectory ? 0o2110 : 0);
}
