// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { attempt, run } from './shell.ts';

/** A Debian package; with `command`, it is wanted only where that command is missing, from whatever package it may come. */
export type Package = string | { readonly command: string; readonly name: string };

/**
 * Installs the Debian packages that are missing, and says which.
 * @throws Error when apt cannot install them, or this is not root on Debian
 */
export function installPackages(wanted: readonly Package[]): void {
  const present = installedPackages(wanted.flatMap((entry) => (typeof entry === 'string' ? [entry] : [])));
  const missing = wanted
    .filter((entry) => !(typeof entry === 'string' ? present.has(entry) : hasCommand(entry.command)))
    .map((entry) => (typeof entry === 'string' ? entry : entry.name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0)
    throw new Error(`these Debian packages are missing, and installing them needs root: ${missing.join(' ')}`);
  console.log(`installing Debian packages: ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
}

function hasCommand(command: string): boolean {
  return attempt('sh', ['-c', `command -v ${command}`]).code === 0;
}

function installedPackages(names: readonly string[]): ReadonlySet<string> {
  const lines = attempt('dpkg-query', ['-W', '-f', '${Package} ${Status}\\n', ...names]).stdout.split('\n');
  return new Set(lines.filter((line) => line.endsWith(' installed')).map((line) => line.split(' ')[0] ?? ''));
}
