// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { programs } from './paths.ts';
import type { Command } from './volumes/index.ts';

const sectorBytes = 512;
// Firmware does not boot from a disk that is smaller than a cylinder.
const diskBytes = 2 ** 20;
const ports = { debugConsole: 0xe9, exit: 0xf4 };
const exitValue = 0x10;

/** The byte that the probe's guest writes. */
export const kvmProbeByte = 'K'.charCodeAt(0);

/** With what QEMU ends when the probe's guest has come to its end: isa-debug-exit doubles the value and adds one. */
export const kvmProbeExitCode = exitValue * 2 + 1;

/**
 * The disk of the smallest guest: its first sector's code writes one byte and exits.
 *
 * It is booted by the firmware, as any guest is. There are hosts on which a few instructions run under KVM, but no firmware
 * ever comes to its end, because it changes the mode of the CPU.
 */
export function kvmProbeDisk(): Buffer {
  const disk = Buffer.alloc(diskBytes);
  const code = [0xb0, kvmProbeByte, 0xe6, ports.debugConsole, 0xb0, exitValue, 0xe6, ports.exit, 0xf4, 0xeb, 0xfd];
  Buffer.from(code).copy(disk);
  disk.writeUInt16LE(0xaa55, sectorBytes - 2);
  return disk;
}

/** Boots the probe's guest from its disk on the machine and CPU that guests get, with what it writes going to a file. */
export function kvmProbeCommand(accelerator: 'kvm' | 'tcg', diskFile: string, outputFile: string): Command {
  return {
    program: programs.qemu,
    arguments: [
      ...['-no-user-config', '-nodefaults', '-display', 'none', '-machine', 'q35', '-m', '16M', '-boot', 'strict=on'],
      ...['-accel', accelerator, '-cpu', accelerator === 'kvm' ? 'host' : 'max'],
      ...['-blockdev', JSON.stringify({ driver: 'file', 'node-name': 'disk', filename: diskFile })],
      ...['-device', 'ide-hd,drive=disk,bootindex=1'],
      ...['-chardev', `file,id=debug,path=${outputFile}`],
      ...['-device', `isa-debugcon,iobase=${ports.debugConsole},chardev=debug`],
      ...['-device', `isa-debug-exit,iobase=${ports.exit},iosize=1`],
    ],
  };
}
