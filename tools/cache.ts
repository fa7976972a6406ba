// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where slow builds are kept between runs and clones; deleting it costs nothing but time. */
export const cacheDirectory = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kubevirt-ts');

/** How many results of one kind are kept; more than one, so that two branches do not rebuild each other's. */
const keptPerKind = 2;

/** A short name for some content: the first 16 hex digits of its SHA-256; parts cannot run into each other. */
export function hashOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 16);
}

/** The hash of a file, or of everything below a directory: names, contents, link targets and executable bits. */
export function hashTree(path: string): string {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return hashOf('link', readlinkSync(path));
  if (!stat.isDirectory()) return hashOf(stat.mode & 0o100 ? 'program' : 'file', readFileSync(path));
  const names = readdirSync(path).sort();
  return hashOf('directory', ...names.flatMap((name) => [name, hashTree(join(path, name))]));
}

/**
 * The path of the result of a slow step, which is run only when none is kept under this key. A step that fails leaves nothing behind.
 * @param build writes the result, a file or a directory, to the path it is given
 */
export function cached(kind: string, key: string, build: (target: string) => void, root = cacheDirectory): string {
  const path = join(root, `${kind}-${key}`);
  if (!existsSync(path)) {
    mkdirSync(root, { recursive: true });
    const part = `${path}.part`;
    rmSync(part, { recursive: true, force: true });
    try {
      build(part);
      renameSync(part, path);
    } finally {
      rmSync(part, { recursive: true, force: true });
    }
  }
  const now = new Date();
  utimesSync(path, now, now);
  forget(kind, root);
  return path;
}

function forget(kind: string, root: string): void {
  const results = readdirSync(root)
    .filter((name) => name.startsWith(`${kind}-`) && !name.endsWith('.part'))
    .map((name) => ({ path: join(root, name), usedMs: lstatSync(join(root, name)).mtimeMs }))
    .sort((a, b) => b.usedMs - a.usedMs);
  for (const old of results.slice(keptPerKind)) rmSync(old.path, { recursive: true, force: true });
}
