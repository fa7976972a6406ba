// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';

/** Options of one command: where it runs, what it reads, and whether its output is shown. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Text for standard input; nothing when absent. */
  readonly input?: string;
  /** Show the command's output as it comes instead of returning it. */
  readonly show?: boolean;
}

/** What a command printed and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end and says how it went; a non-zero exit is an answer, not an error. */
export function attempt(command: string, args: readonly string[], options: RunOptions = {}): Outcome {
  const result = spawnSync(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    input: options.input,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: options.show ? ['pipe', 'inherit', 'inherit'] : 'pipe',
  });
  if (result.error) throw new Error(`${command}: ${result.error.message}`);
  return { code: result.status ?? 128, stdout: result.stdout ?? '', stderr: result.stderr ?? '' };
}

/**
 * Runs a command that must succeed and returns what it printed.
 * @throws Error naming the command and the end of its standard error when it exits non-zero
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): string {
  const outcome = attempt(command, args, options);
  if (outcome.code !== 0) {
    const said = (outcome.stderr || outcome.stdout).trim().split('\n').slice(-8).join('\n');
    throw new Error(`${command} ${args.join(' ').slice(0, 200)} exited ${outcome.code}${said ? `: ${said}` : ''}`);
  }
  return outcome.stdout;
}

/** Starts a command in a session of its own, its output in a file, and returns its process id; it outlives this program. */
export function detach(command: string, args: readonly string[], logFile: string): number {
  const log = openSync(logFile, 'a');
  const options: SpawnOptions = { detached: true, stdio: ['ignore', log, log] };
  const child = spawn(command, args, options);
  child.unref();
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  return child.pid;
}

/** Waits until `check` answers true, looking five times a second. @throws Error naming `what` after `seconds` */
export async function until(what: string, seconds: number, check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`${what}: not so after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
