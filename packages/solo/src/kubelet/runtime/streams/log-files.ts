// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** How large a log may grow, and how many files of it there may be. @upstream kubelet's containerLogMaxSize and containerLogMaxFiles */
export const logLimits = { maxBytes: 10 * 1024 * 1024, maxFiles: 5 } as const;

/** The files that a log was rotated to, oldest first. */
async function rotated(log: string): Promise<string[]> {
  const names = await readdir(dirname(log)).catch(() => []);
  return names
    .filter((name) => name.startsWith(`${basename(log)}.`))
    .sort()
    .map((name) => join(dirname(log), name));
}

/** Moves a log that is too large aside, packs the one moved before, and drops the oldest. `reopen` has its writer begin a new one. */
export async function rotateLog(log: string, reopen: () => Promise<boolean>, now: Date): Promise<boolean> {
  const size = (await stat(log).catch(() => undefined))?.size ?? 0;
  if (size < logLimits.maxBytes) return false;
  const kept: string[] = [];
  for (const file of await rotated(log)) {
    if (file.endsWith('.tmp')) await rm(file, { force: true });
    else kept.push(file.endsWith('.gz') ? file : await packed(file));
  }
  // The one being moved and the new one count as well.
  for (const file of kept.slice(0, Math.max(0, kept.length - (logLimits.maxFiles - 2))))
    await rm(file, { force: true });
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  await rename(log, `${log}.${time}`);
  if (await reopen()) return true;
  await rename(`${log}.${time}`, log);
  return false;
}

async function packed(file: string): Promise<string> {
  await pipeline(createReadStream(file), createGzip(), createWriteStream(`${file}.tmp`));
  await rename(`${file}.tmp`, `${file}.gz`);
  await rm(file);
  return `${file}.gz`;
}

/** Removes a log with all that was rotated. */
export async function removeLogs(log: string): Promise<void> {
  for (const file of [log, ...(await rotated(log))]) await rm(file, { force: true });
}
