// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawn } from 'node:child_process';
import { type CommandResult, RuntimeError } from '../runtime.ts';
import type { ExecCommand } from './exec-command.ts';

/** @upstream kubelet's probes */
const outputBytes = 16 * 1024;

/** Runs a command in a container to its end, or for no longer than a time. @throws RuntimeError when it cannot be run */
export async function runCommand(exec: ExecCommand, timeoutMs: number): Promise<CommandResult> {
  const child = spawn(exec.program, exec.args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const kept: Buffer[] = [];
  let leftBytes = outputBytes;
  const keep = (chunk: Buffer) => {
    if (leftBytes > 0) kept.push(chunk.subarray(0, leftBytes));
    leftBytes -= chunk.length;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 137));
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    // A process it left behind may hold the pipes; they are not waited for.
    void exec.kill().finally(() => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
    });
  }, timeoutMs);
  try {
    const exitCode = await ended;
    const failure = timedOut ? undefined : await exec.failure();
    if (failure !== undefined) throw new RuntimeError('RunContainerError', failure);
    return { exitCode, output: Buffer.concat(kept).toString(), timedOut };
  } finally {
    clearTimeout(timer);
    await exec.done();
  }
}
