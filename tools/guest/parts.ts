// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cached, hashOf } from '../cache.ts';
import { installPackages } from '../packages.ts';
import { run } from '../shell.ts';

const packages = [
  'linux-image-cloud-amd64',
  'busybox-static',
  'qemu-guest-agent',
  'syslinux-common',
  'systemd-boot-efi',
];

const sources = [
  'deb http://deb.debian.org/debian trixie main',
  'deb http://deb.debian.org/debian trixie-updates main',
  'deb http://deb.debian.org/debian-security trixie-security main',
];

/** The shared library directory of a program in Debian, and in the guest. */
const libraries = 'usr/lib/x86_64-linux-gnu';

/**
 * What the guest takes from Debian trixie, as a directory: `boot/` with the kernel and the boot loaders, and `root/`
 * with busybox, the guest agent and the kernel modules that are named, and those they need.
 */
export function debianParts(modules: readonly string[]): string {
  const key = hashOf(readFileSync(import.meta.filename), ...packages, ...sources, ...modules);
  return cached('guest-parts', key, (target) => {
    installPackages(['mmdebstrap', 'debian-archive-keyring', 'kmod', 'xz-utils']);
    console.log(`taking the guest's parts from Debian: ${packages.join(' ')}`);
    const debian = `${target}.debian`;
    rmSync(debian, { recursive: true, force: true });
    try {
      const flags = ['--mode=root', '--variant=extract', '--components=main', '--quiet', '--format=directory'];
      run('mmdebstrap', [...flags, `--include=${packages.join(',')}`, 'trixie', debian, ...sources]);
      takeBoot(debian, join(target, 'boot'));
      takePrograms(debian, join(target, 'root'));
      takeModules(debian, join(target, 'root'), modules);
    } finally {
      rmSync(debian, { recursive: true, force: true });
    }
  });
}

function takeBoot(debian: string, boot: string): void {
  mkdirSync(boot, { recursive: true });
  const kernel = readdirSync(join(debian, 'boot')).find((name) => name.startsWith('vmlinuz-'));
  copyFileSync(join(debian, 'boot', kernel ?? 'vmlinuz'), join(boot, 'vmlinuz'));
  copyFileSync(join(debian, 'usr/lib/syslinux/mbr/mbr.bin'), join(boot, 'mbr.bin'));
  copyFileSync(join(debian, 'usr/lib/systemd/boot/efi/systemd-bootx64.efi'), join(boot, 'bootx64.efi'));
}

function takePrograms(debian: string, root: string): void {
  for (const name of ['bin', 'usr/sbin', libraries, 'lib64']) mkdirSync(join(root, name), { recursive: true });
  copyFileSync(join(debian, 'usr/bin/busybox'), join(root, 'bin/busybox'));
  copyFileSync(join(debian, 'usr/sbin/qemu-ga'), join(root, 'usr/sbin/qemu-ga'));
  const loader = join(debian, libraries, 'ld-linux-x86-64.so.2');
  copyFileSync(realpathSync(loader), join(root, 'lib64/ld-linux-x86-64.so.2'));
  const needed = run(loader, ['--library-path', join(debian, libraries), '--list', join(root, 'usr/sbin/qemu-ga')]);
  for (const [, path] of needed.matchAll(/=> (\S+) /g)) {
    if (path) copyFileSync(realpathSync(path), join(root, libraries, basename(path)));
  }
}

function takeModules(debian: string, root: string, modules: readonly string[]): void {
  const directory = join(debian, 'usr/lib/modules');
  const version = readdirSync(directory)[0] ?? '';
  // depmod looks below /lib, which in Debian is a link that the package of the base system makes.
  if (!existsSync(join(debian, 'lib')))
    cpSync(join(debian, 'usr/lib/modules'), join(debian, 'lib/modules'), { recursive: true });
  run('depmod', ['-b', debian, version]);
  const requires = parseDependencies(readFileSync(join(debian, 'lib/modules', version, 'modules.dep'), 'utf8'));
  const wanted = new Set(modules.flatMap((name) => closure(requires, name)));
  const target = join(root, 'lib/modules', version);
  for (const path of wanted) {
    const file = join(target, path);
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(join(directory, version, path), file);
    // Under emulation, unpacking a module takes the guest longer than reading it.
    if (path.endsWith('.xz')) run('xz', ['--decompress', file]);
  }
  for (const name of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo'])
    copyFileSync(join(directory, version, name), join(target, name));
  run('depmod', ['-b', root, version]);
  for (const name of readdirSync(target)) if (/^modules\.(?!dep$)/.test(name)) rmSync(join(target, name));
  writeFileSync(join(root, 'lib/modules/VERSION'), `${version}\n`);
}

/** For each module's path, the paths of what it needs, from the text of modules.dep. */
export function parseDependencies(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = text.split('\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.split(':')[0] ?? '', line.split(':')[1]?.split(' ').filter(Boolean) ?? []]));
}

/** The path of the module with a name, and of all it needs. @throws Error when there is no such module */
export function closure(requires: ReadonlyMap<string, readonly string[]>, name: string): readonly string[] {
  const plain = (path: string) =>
    basename(path)
      .replace(/\.ko.*$/, '')
      .replaceAll('-', '_');
  const path = [...requires.keys()].find((candidate) => plain(candidate) === plain(name));
  if (path === undefined) throw new Error(`the kernel has no module ${name}`);
  return [path, ...(requires.get(path) ?? [])];
}
