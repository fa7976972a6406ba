// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawn } from 'node:child_process';

/** Thrown when a program could not be run, or ended with something else than 0. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  /** 127 when there is no such program, 128 + signal for one that was killed. */
  readonly exitCode: number;
  readonly stderr: string;
  readonly stdout: string;

  constructor(line: string, end: { exitCode: number; stdout: string; stderr: string }) {
    super(`${line}: ${end.stderr.trim() || end.stdout.trim() || `exit code ${end.exitCode}`}`);
    this.exitCode = end.exitCode;
    this.stdout = end.stdout;
    this.stderr = end.stderr;
  }
}

/** What a program is run with. */
export interface CommandOptions {
  input?: string;
  /** In place of this process's. */
  env?: Record<string, string>;
  signal?: AbortSignal;
}

/** Runs one of the machine's programs to its end; the answer is its standard output. @throws CommandFailed */
export async function command(program: string, args: readonly string[], o: CommandOptions = {}): Promise<string> {
  const child = spawn(program, args, {
    stdio: [o.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: o.env,
    signal: o.signal,
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  // A program that does not read its input to the end says why in its exit code.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(o.input);
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') {
        err.push(Buffer.from('no such program'));
        resolve(127);
      } else reject(error);
    });
    child.on('close', (code) => resolve(code ?? 128));
  });
  const stdout = Buffer.concat(out).toString();
  if (exitCode !== 0) {
    const stderr = Buffer.concat(err).toString();
    throw new CommandFailed(`${program} ${args.slice(0, 3).join(' ')}`, { exitCode, stdout, stderr });
  }
  return stdout;
}
