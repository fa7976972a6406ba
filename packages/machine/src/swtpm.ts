// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { paths, programs } from './paths.ts';
import type { Command } from './volumes/index.ts';

/** The emulator of a TPM 2.0, which goes to the background once it listens and ends when QEMU hangs up. */
export function swtpmCommand(): Command {
  return {
    program: programs.swtpm,
    arguments: [
      'socket',
      '--tpm2',
      ...['--tpmstate', `dir=${paths.tpmState}`],
      ...['--ctrl', `type=unixio,path=${paths.tpmSocket},mode=0600`],
      '--terminate',
      '--daemon',
    ],
  };
}
