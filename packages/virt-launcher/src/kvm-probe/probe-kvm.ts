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

function runFor({ program, arguments: args }: Command, limitMs: number): Promise<{ code?: number; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-maxLastWords);
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.once('error', (error) => {
      stderr = error.message;
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? undefined, stderr: stderr.trim() });
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
    const { code, stderr } = await runFor(kvmProbeCommand(accelerator, disk, output), limitMs);
    const wrote = readFileSync(output)[0] === kvmProbeByte;
    if (code === kvmProbeExitCode && wrote) return { works: true, message: `A guest ran under ${accelerator}.` };
    if (code !== undefined) {
      return { works: false, message: `QEMU ended with ${code} before the guest did: ${stderr || 'it said nothing'}` };
    }
    return { works: false, message: `The guest did not come to its end under ${accelerator} within ${limitMs} ms.` };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
