// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { programs } from './paths.ts';
import type { Command } from './volumes/index.ts';

const romBytes = 64 * 1024;
const resetVectorFromEnd = 16;
const ports = { debugConsole: 0xe9, exit: 0xf4 };
const exitValue = 0x10;

/** The byte that the probe's guest writes. */
export const kvmProbeByte = 'K'.charCodeAt(0);

/** With what QEMU ends when the probe's guest has come to its end: isa-debug-exit doubles the value and adds one. */
export const kvmProbeExitCode = exitValue * 2 + 1;

/**
 * The firmware of the smallest guest: at the reset vector, where a CPU starts, it writes one byte and exits.
 *
 * A host whose KVM opens but does not run anything never gets to the first of these instructions.
 */
export function kvmProbeRom(): Buffer {
  const rom = Buffer.alloc(romBytes, 0xf4);
  const code = [0xb0, kvmProbeByte, 0xe6, ports.debugConsole, 0xb0, exitValue, 0xe6, ports.exit, 0xf4, 0xeb, 0xfd];
  Buffer.from(code).copy(rom, romBytes - resetVectorFromEnd);
  return rom;
}

/** Runs the probe's guest from a ROM file, with what it writes going to another file. */
export function kvmProbeCommand(accelerator: 'kvm' | 'tcg', romFile: string, outputFile: string): Command {
  return {
    program: programs.qemu,
    arguments: [
      ...['-no-user-config', '-nodefaults', '-display', 'none', '-machine', 'pc', '-m', '1M'],
      ...['-accel', accelerator, '-bios', romFile],
      ...['-chardev', `file,id=debug,path=${outputFile}`],
      ...['-device', `isa-debugcon,iobase=${ports.debugConsole},chardev=debug`],
      ...['-device', `isa-debug-exit,iobase=${ports.exit},iosize=1`],
    ],
  };
}
