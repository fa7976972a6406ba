// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Session, SessionEnd, SessionOptions } from '../../node-api.ts';
import type { ExecCommand } from './exec-command.ts';
import { openTerminal } from './terminal.ts';

/** What a session connects. */
export type StreamOptions = Omit<SessionOptions, 'container'>;

/** Runs a command in a container, its streams connected to a client. */
export async function execSession(exec: ExecCommand, o: StreamOptions): Promise<Session> {
  return o.tty ? withTerminal(exec, o) : withPipes(exec, o);
}

function withPipes(exec: ExecCommand, o: StreamOptions): Session {
  const child = spawn(exec.program, exec.args, {
    stdio: [o.stdin ? 'pipe' : 'ignore', o.stdout ? 'pipe' : 'ignore', o.stderr ? 'pipe' : 'ignore'],
  });
  // The command may end before it has read all.
  child.stdin?.on('error', () => undefined);
  return {
    stdin: child.stdin ?? undefined,
    stdout: child.stdout ?? undefined,
    stderr: child.stderr ?? undefined,
    resize: () => undefined,
    ended: endOf(child, exec),
    kill: () => void exec.kill().finally(() => child.kill('SIGKILL')),
  };
}

async function withTerminal(exec: ExecCommand, o: StreamOptions): Promise<Session> {
  const terminal = await openTerminal();
  const file = openSync(terminal.path, 'r+');
  // crun gives the terminal inside the size that this one has at the start; later changes it may not pass on.
  const child = spawn('setsid', ['--ctty', '--wait', exec.program, ...exec.args], { stdio: [file, file, file] });
  closeSync(file);
  const ended = endOf(child, exec);
  void ended.finally(() => terminal.hangUp());
  return {
    stdin: o.stdin ? terminal.input : undefined,
    stdout: o.stdout ? terminal.output : undefined,
    resize: (size) => terminal.resize(size, () => exec.input()),
    ended,
    kill: () =>
      void exec.kill().finally(() => {
        child.kill('SIGKILL');
        terminal.close();
      }),
  };
}

async function endOf(child: ChildProcess, exec: ExecCommand): Promise<SessionEnd> {
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 137));
  });
  const failure = await exec.failure();
  await exec.done();
  return failure === undefined ? { exitCode } : { error: failure };
}
