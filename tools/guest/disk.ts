// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { run } from '../shell.ts';

/** What a guest disk is made from. */
export interface DiskInputs {
  /** The result of debianParts. */
  readonly parts: string;
  /** The files of ours, laid over Debian's. */
  readonly overlay: string;
  /** A directory for what lies between them and the disk. */
  readonly work: string;
}

const mebibyte = 1024 * 1024;
const sectorBytes = 512;

/** The partition begins here, as everywhere; the boot record and nothing else is before it. */
const partitionStartBytes = mebibyte;

/** Parts of the kernel's start that this guest has no use for (crypto self-seeding, certificates, tracing), and that emulation makes slow. */
const unneeded = [
  ...[
    'jent_mod_init',
    'crypto_kdf108_init',
    'init_encrypted',
    'load_system_certificate_list',
    'init_ima',
    'nvme_core_init',
  ],
  ...['trace_eval_init', 'init_kprobe_trace'],
];

/** The kernel's command line: the consoles, of which the last is /dev/console, and what else makes a start under emulation short. */
const commandLine = [
  'console=tty0 console=ttyS0,115200 quiet loglevel=3 rdinit=/sbin/init panic=0 net.ifnames=0',
  'mitigations=off nokaslr no5lvl no_timer_check tsc=reliable random.trust_cpu=on cryptomgr.notests',
  `init_on_alloc=0 apparmor=0 audit=0 rcupdate.rcu_expedited=1 initcall_blacklist=${unneeded.join(',')}`,
].join(' ');

/** Writes a qcow2 disk that boots by BIOS (syslinux) and by UEFI (systemd-boot) into a guest that lives in its initramfs. */
export function makeDisk({ parts, overlay, work }: DiskInputs, target: string): void {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const initramfs = join(work, 'initramfs');
  packInitramfs(join(parts, 'root'), overlay, initramfs);

  const boot = join(parts, 'boot');
  const files: ReadonlyMap<string, string | Uint8Array> = new Map<string, string | Uint8Array>([
    ['vmlinuz', readFileSync(join(boot, 'vmlinuz'))],
    ['initramfs', readFileSync(initramfs)],
    [
      'syslinux.cfg',
      `default guest\nprompt 0\nlabel guest\n  kernel /vmlinuz\n  initrd /initramfs\n  append ${commandLine}\n`,
    ],
    ['EFI/BOOT/BOOTX64.EFI', readFileSync(join(boot, 'bootx64.efi'))],
    ['loader/loader.conf', 'timeout 0\n'],
    [
      'loader/entries/guest.conf',
      `title kubevirt-ts guest\nlinux /vmlinuz\ninitrd /initramfs\noptions ${commandLine}\n`,
    ],
  ]);
  const contentBytes = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  const partitionBytes = (Math.ceil(contentBytes / mebibyte) + 2) * mebibyte;
  const raw = join(work, 'disk.raw');
  writeFileSync(raw, '');
  truncateSync(raw, partitionStartBytes + partitionBytes);
  writeBootRecord(raw, readFileSync(join(boot, 'mbr.bin')), partitionBytes);

  // mtools and syslinux write into a file system without mounting it, which takes neither a loop device nor a kernel module.
  const volume = `${raw}@@${partitionStartBytes}`;
  const [sectors, hidden] = [partitionBytes, partitionStartBytes].map((bytes) => String(bytes / sectorBytes)) as [
    string,
    string,
  ];
  run('mformat', [
    '-i',
    volume,
    '-T',
    sectors,
    '-H',
    hidden,
    '-h',
    '64',
    '-s',
    '32',
    '-N',
    '6b766d74',
    '-v',
    'GUEST',
    '::',
  ]);
  run('mmd', ['-i', volume, '::EFI', '::EFI/BOOT', '::loader', '::loader/entries']);
  const staged = join(work, 'file');
  for (const [name, content] of files) {
    writeFileSync(staged, content);
    run('touch', ['--date=1980-01-01T00:00:00Z', staged]);
    run('mcopy', ['-m', '-i', volume, staged, `::${name}`]);
  }
  run('syslinux', ['--install', '--offset', String(partitionStartBytes), raw]);
  run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, target]);
  rmSync(work, { recursive: true, force: true });
}

/** Debian's parts, our files over them, a link to busybox for each command nobody else brings, in a cpio archive, uncompressed: reading is cheaper to emulate. */
function packInitramfs(parts: string, overlay: string, target: string): void {
  const root = `${target}.root`;
  cpSync(parts, root, { recursive: true });
  cpSync(overlay, root, { recursive: true });
  const directories = [
    'dev',
    'etc',
    'mnt',
    'proc',
    'root',
    'run',
    'sbin',
    'sys',
    'tmp',
    'usr/bin',
    'usr/sbin',
    'var/lib',
  ];
  for (const name of directories) mkdirSync(join(root, name), { recursive: true });
  const places = ['bin', 'sbin', 'usr/bin', 'usr/sbin'];
  for (const path of run(join(root, 'bin/busybox'), ['--list-full']).trim().split('\n')) {
    const name = path.split('/').pop() ?? path;
    const brought = places.some((place) => existsSync(join(root, place, name)));
    if (!brought) symlinkSync('/bin/busybox', join(root, path));
  }
  run('find', [root, '-exec', 'touch', '--no-dereference', '--date=@0', '{}', '+']);
  const list = run('find', ['.', '-mindepth', '1'], { cwd: root }).trim().split('\n').sort().join('\n');
  run('cpio', ['--create', '--quiet', '--format=newc', '--owner=0:0', '--reproducible', `--file=${target}`], {
    cwd: root,
    input: `${list}\n`,
  });
}

/** The master boot record: boot code, and one active partition that UEFI takes for its system partition. */
function writeBootRecord(raw: string, code: Uint8Array, partitionBytes: number): void {
  const record = Buffer.alloc(sectorBytes);
  record.set(code);
  const entry = 446;
  record[entry] = 0x80;
  record.set([0xfe, 0xff, 0xff, 0xef, 0xfe, 0xff, 0xff], entry + 1);
  record.writeUInt32LE(partitionStartBytes / sectorBytes, entry + 8);
  record.writeUInt32LE(partitionBytes / sectorBytes, entry + 12);
  record.writeUInt16LE(0xaa55, 510);
  const file = openSync(raw, 'r+');
  writeSync(file, record, 0, record.length, 0);
  closeSync(file);
}
