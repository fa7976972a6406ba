// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * Releases that run without an image build, `_out/solo/<version>/`: the manifests, and for each of their images a directory that
 * `solo up --host-image` serves under the image's name: our bundled programs with this machine's Node, QEMU and libraries.
 */

import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundle, bundleDirectory } from './bundle.ts';
import { hashTree } from './cache.ts';
import { guestDisk } from './guest.ts';
import { defaultRegistry, imageArchive } from './image/names.ts';
import { installPackages } from './packages.ts';
import { writeManifests } from './release/manifests.ts';
import { releases } from './releases.ts';

const root = join(import.meta.dirname, '..');

/** The programs that our image has from Debian, by the patterns of their paths. */
const debianPrograms = [
  'qemu-system-x86_64',
  'qemu-img',
  'passt*',
  'swtpm*',
  'xorriso',
  'tini',
  'busybox',
  'sh',
  'cat',
  'tar',
];

/** What programs need besides themselves: libraries, firmware, time zones. */
const debianDirectories = [
  '/usr/lib',
  '/usr/lib64',
  '/usr/share/qemu',
  '/usr/share/seabios',
  '/usr/share/ipxe',
  '/usr/share/OVMF',
  '/usr/share/zoneinfo',
  '/etc/ld.so.cache',
];

/** A release without archives: its directory, and the host images that `solo up` is to serve. */
export interface HostRelease {
  readonly directory: string;
  /** `reference=directory`, as `--host-image` takes them. */
  readonly hostImages: readonly string[];
}

/** Debian's packages of the image, as images/packages.txt lists them. */
function imagePackages(): string[] {
  const text = readFileSync(join(root, 'images/packages.txt'), 'utf8');
  return text.replace(/#.*/g, '').split(/\s+/).filter(Boolean);
}

function kubevirtImage(reference: string, programs: string): object {
  const found = debianPrograms.flatMap((pattern) => globSync(`/usr/bin/${pattern}`));
  const binds = [...debianDirectories, ...found].filter((path) => existsSync(path));
  const names = globSync(join(programs, '*.mjs')).map((path) => basename(path, '.mjs'));
  const top = ['bin', 'lib', 'lib64', 'sbin'].map((name) => ({
    target: `/${name}`,
    link: `usr/${name === 'sbin' ? 'bin' : name}`,
  }));
  return {
    reference,
    config: { Cmd: ['/usr/bin/virt-operator', '--help'], Env: ['PATH=/usr/bin'] },
    rootfs: [
      ...binds.map((path) => ({ source: path, target: path })),
      { source: join(root, 'node_modules/node/bin/node'), target: '/usr/bin/node' },
      { source: programs, target: '/opt/kubevirt' },
      ...names.map((name) => ({ target: `/usr/bin/${name}`, link: `/opt/kubevirt/${name}.mjs` })),
      ...top,
      {
        target: '/etc/passwd',
        content: 'root:x:0:0:root:/root:/bin/sh\nqemu:x:107:107::/nonexistent:/usr/sbin/nologin\n',
      },
      { target: '/etc/group', content: 'root:x:0:\nqemu:x:107:\n' },
    ],
  };
}

/** Lays out both releases; the programs are bundled anew, the guest is built when it is not in the cache. */
export async function hostReleases(): Promise<Readonly<Record<keyof typeof releases, HostRelease>>> {
  installPackages(imagePackages());
  const base = join(root, '_out/solo');
  await bundle();
  // Containers that run have the directory of their programs mounted: other programs get another one.
  const programs = join(base, `programs-${hashTree(bundleDirectory)}`);
  cpSync(bundleDirectory, programs, { recursive: true });
  const guest = guestDisk();
  const layOut = (version: string): HostRelease => {
    const options = { version, registry: defaultRegistry };
    const directory = join(base, version);
    const images = {
      kubevirt: (reference: string) => kubevirtImage(reference, programs),
      guest: (reference: string) => ({
        reference,
        config: {},
        rootfs: [{ source: guest, target: '/disk/guest.qcow2' }],
      }),
    } as const;
    const hostImages = (['kubevirt', 'guest'] as const).map((name) => {
      const reference = imageArchive(name, options).name;
      const image = join(directory, 'images', name);
      mkdirSync(image, { recursive: true });
      writeFileSync(join(image, 'image.json'), JSON.stringify(images[name](reference), undefined, 2));
      return `${reference}=${image}`;
    });
    writeManifests(options, directory);
    return { directory, hostImages };
  };
  return { current: layOut(releases.current.version), next: layOut(releases.next.version) };
}
