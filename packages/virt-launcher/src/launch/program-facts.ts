// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { execFile } from 'node:child_process';
import { programs } from '@kubevirt-ts/machine';
import { LaunchError } from '../launch-error.ts';

const timeoutMs = 10_000;

/** What the installed programs can do; those of the image always can, those of an older Debian may not. */
export interface ProgramFacts {
  /** Major and minor. */
  readonly qemuVersion: readonly [number, number];
  /** Whether passt can tell the guest its name. */
  readonly passtNamesGuest: boolean;
}

/** All that a program prints; an exit other than 0 is no matter (old versions of passt end their help with 1). */
function printed(program: string, option: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, [option], { timeout: timeoutMs, maxBuffer: 256 * 1024 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

/** Asks the programs themselves. @throws LaunchError when QEMU does not say its version */
export async function programFacts(): Promise<ProgramFacts> {
  const [qemu, passt] = await Promise.all([printed(programs.qemu, '-version'), printed(programs.passt, '--help')]);
  const version = /version (\d+)\.(\d+)/.exec(qemu);
  if (version === null)
    throw new LaunchError(`${programs.qemu} -version: ${qemu.trim().split('\n')[0] || 'no answer'}`);
  return { qemuVersion: [Number(version[1]), Number(version[2])], passtNamesGuest: /--hostname\b/.test(passt) };
}
