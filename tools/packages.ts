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
  const missing = wanted
    .filter((entry) => !isInstalled(entry))
    .map((entry) => (typeof entry === 'string' ? entry : entry.name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0)
    throw new Error(`these Debian packages are missing, and installing them needs root: ${missing.join(' ')}`);
  console.log(`installing Debian packages: ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
}

function isInstalled(entry: Package): boolean {
  if (typeof entry !== 'string') return attempt('sh', ['-c', `command -v ${entry.command}`]).code === 0;
  return attempt('dpkg-query', ['-W', '-f', '${Status}', entry]).stdout.endsWith(' installed');
}
