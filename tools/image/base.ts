// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, cached, hashOf } from '../cache.ts';
import { installPackages } from '../packages.ts';
import { run } from '../shell.ts';

/** What the lower layers of the image are made from. */
export interface BaseInputs {
  /** The build context's directory. */
  readonly context: string;
  /** Texts that tell what the context holds for these layers; the cache is keyed by them. */
  readonly inputs: readonly string[];
  /** The text of the Containerfile up to its last stage. */
  readonly containerfile: string;
  /** The stage of it that is built. */
  readonly stage: string;
}

const mirror = 'http://deb.debian.org';

/** Arguments of mmdebstrap: what the image `debian:trixie-slim` holds, but for a few packages that only a person would use. */
const debootstrap = [
  ...['--mode=root', '--variant=apt', '--format=tar', '--components=main'],
  ...['doc', 'man', 'info', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
  '--dpkgopt=path-include=/usr/share/doc/*/copyright',
];
const sources = [
  `deb ${mirror}/debian trixie main`,
  `deb ${mirror}/debian trixie-updates main`,
  `deb ${mirror}/debian-security trixie-security main`,
];

/**
 * The image up to the given stage, as a directory in OCI layout, built by buildah on a Debian root made by mmdebstrap.
 * Its packages are as new as the day it was first built; `rm -r` of the cache directory renews them.
 */
export function baseLayout({ context, inputs, containerfile, stage }: BaseInputs): string {
  const key = hashOf(containerfile, ...inputs, ...debootstrap, ...sources);
  return cached('base', key, (target) => {
    const startedMs = Date.now();
    installPackages(['buildah']);
    const debian = debianRoot();
    console.log('building the Debian layers of the image with buildah');
    // A store of its own, on the driver that works on any file system, and gone afterwards: what is kept is the result.
    const store = join(cacheDirectory, 'buildah.part');
    rmSync(store, { recursive: true, force: true });
    mkdirSync(store, { recursive: true });
    const buildah = (...args: readonly string[]) =>
      run('buildah', [
        '--root',
        join(store, 'root'),
        '--runroot',
        join(store, 'run'),
        '--storage-driver',
        'vfs',
        ...args,
      ]).trim();
    try {
      const container = buildah('from', 'scratch');
      buildah('add', '--quiet', container, debian, '/');
      buildah('config', '--cmd', '/bin/sh', container);
      buildah('commit', '--quiet', '--rm', container, 'localhost/debian');
      const flags = ['--isolation', 'chroot', '--timestamp', '0', '--build-arg', 'BASE=localhost/debian'];
      buildah('build', '--quiet', ...flags, '--target', stage, '--tag', stage, context);
      buildah('push', '--quiet', stage, `oci:${target}`);
    } finally {
      rmSync(store, { recursive: true, force: true });
    }
    console.log(`Debian layers built in ${((Date.now() - startedMs) / 1000).toFixed(0)} s`);
  });
}

/** A tar archive of a minimal Debian trixie. */
function debianRoot(): string {
  return cached('debian', hashOf(...debootstrap, ...sources), (target) => {
    installPackages(['mmdebstrap', 'debian-archive-keyring']);
    console.log('making a Debian trixie root with mmdebstrap');
    run('mmdebstrap', [...debootstrap, '--quiet', 'trixie', target, ...sources]);
  });
}
