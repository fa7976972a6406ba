// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawn } from 'node:child_process';

/** What a program left behind. */
export interface ProcessResult {
  /** Exit code; 128 + the signal's number when it was killed. */
  code: number;
  stdout: string;
  stderr: string;
}

/** Settings of a run. */
export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
  input?: string;
  /** @defaultValue 30000 */
  timeoutMs?: number;
  /** Output beyond this is thrown away. @defaultValue 1 MiB */
  maxOutputBytes?: number;
}

/** Runs a program to its end, without a shell; @throws when it cannot be started or takes too long. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<ProcessResult> {
  const { timeoutMs = 30_000, maxOutputBytes = 1024 * 1024 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: 'pipe' });
    const stdout = collect(child.stdout, maxOutputBytes);
    const stderr = collect(child.stderr, maxOutputBytes);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new Error(`${command} cannot be run`, { cause: error }));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (late) reject(new Error(`${command} took more than ${timeoutMs} ms`));
      else resolve({ code: code ?? 128 + (signal === 'SIGKILL' ? 9 : 15), stdout: stdout(), stderr: stderr() });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

function collect(stream: NodeJS.ReadableStream, maxBytes: number): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    const kept = chunk.subarray(0, Math.max(0, maxBytes - bytes));
    bytes += kept.length;
    if (kept.length > 0) chunks.push(kept);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
