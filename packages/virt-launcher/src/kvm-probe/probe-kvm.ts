// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, kvmProbeByte, kvmProbeCommand, kvmProbeDisk, kvmProbeExitCode } from '@kubevirt-ts/machine';

/** What came of the probe, and why it is believed. */
export interface ProbeResult {
  works: boolean;
  message: string;
}

const maxLastWords = 300;

/** How a program ended that may have been stopped because its time was over. */
interface Ending {
  /** Exit code or signal's name; nothing when its time was over. */
  how?: number | string;
  stderr: string;
}

function runFor({ program, arguments: args }: Command, limitMs: number): Promise<Ending> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    let late = false;
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-maxLastWords);
    });
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limitMs);
    child.once('error', (error) => {
      stderr = error.message;
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ how: late ? undefined : (code ?? signal ?? undefined), stderr: stderr.trim() });
    });
  });
}

/** Boots the smallest guest there is; only one that comes to its end proves that the accelerator works. */
export async function probeAccelerator(accelerator: 'kvm' | 'tcg', limitMs: number): Promise<ProbeResult> {
  const directory = mkdtempSync(join(tmpdir(), 'probe-'));
  try {
    const [disk, output] = [join(directory, 'disk'), join(directory, 'output')];
    writeFileSync(disk, kvmProbeDisk());
    writeFileSync(output, '');
    const { how, stderr } = await runFor(kvmProbeCommand(accelerator, disk, output), limitMs);
    const wrote = readFileSync(output)[0] === kvmProbeByte;
    if (how === kvmProbeExitCode && wrote) return { works: true, message: `A guest ran under ${accelerator}.` };
    if (how === undefined) {
      return { works: false, message: `The guest did not come to its end under ${accelerator} within ${limitMs} ms.` };
    }
    return { works: false, message: `QEMU ended with ${how} before the guest did: ${stderr || 'it said nothing'}` };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
