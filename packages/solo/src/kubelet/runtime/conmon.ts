// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Crun } from './crun.ts';

/** What conmon is to do for a container. */
export interface ConmonOptions {
  crun: Crun;
  id: string;
  /** The directory with config.json; conmon's own files (pid, attach, ctl, oom) come to lie in it. */
  bundle: string;
  exits: string;
  sockets: string;
  /** Undefined: nothing is kept. */
  log: string | undefined;
  terminal: boolean;
  stdin: boolean;
  stdinOnce: boolean;
}

/** The file in a container's bundle that says its first process' number. */
export const pidFile = 'pid';
/** The file in a container's bundle that conmon makes when the kernel killed a process of it for want of memory. */
export const oomFile = 'oom';

/**
 * Has conmon make a container, which it then watches over, whatever becomes of this process. The answer is the number of the
 * container's first process, which waits to be started. @throws Error with what crun said
 */
export async function conmonCreate(o: ConmonOptions): Promise<number> {
  const args = [
    ...['-c', o.id, '-u', o.id, '-n', o.id, '-r', o.crun.program, '-b', o.bundle],
    ...['-p', join(o.bundle, pidFile), '-P', join(o.bundle, 'conmon.pid')],
    ...['--no-sync-log', '--exit-dir', o.exits, '--socket-dir-path', o.sockets],
    ...['-l', o.log === undefined ? 'off' : `k8s-file:${o.log}`],
    ...o.crun.flags.flatMap((flag) => ['--runtime-arg', flag]),
    ...(o.terminal ? ['-t'] : []),
    ...(o.stdin ? ['-i'] : []),
    ...(o.stdin && !o.stdinOnce ? ['--leave-stdin-open'] : []),
  ];
  const child = spawn('conmon', args, {
    cwd: o.bundle,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // The log's times are UTC, as Kubernetes shows them.
    env: { PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', TZ: 'UTC', _OCI_SYNCPIPE: '3' },
  });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const sync = child.stdio[3] as Readable;
  // The one that stays keeps the pipe of its standard error open: only what a failure wrote is waited for.
  const stderr: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  try {
    const answer = await Promise.race([firstLine(sync), failed]);
    const { pid = -1, message = '' } = answer ? (JSON.parse(answer) as { pid?: number; message?: string }) : {};
    if (pid > 0) return pid;
    throw new Error(message.trim() || Buffer.concat(stderr).toString().trim() || 'conmon gave no answer');
  } finally {
    sync.destroy();
    child.stderr?.destroy();
    child.unref();
  }
}

async function firstLine(stream: Readable): Promise<string> {
  const all = Promise.withResolvers<string>();
  let held = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    held += chunk;
    if (held.includes('\n')) all.resolve(held);
  });
  stream.on('end', () => all.resolve(held));
  stream.on('error', all.reject);
  return (await all.promise).split('\n', 1)[0] ?? '';
}

/** Tells a container's conmon something by its control pipe; false when it is gone. */
async function control(bundle: string, message: string): Promise<boolean> {
  const file = await open(join(bundle, 'ctl'), constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined);
  if (!file) return false;
  try {
    await file.write(message);
    return true;
  } finally {
    await file.close();
  }
}

/** Sets the size of a container's terminal. */
export function resizeTerminal(bundle: string, size: { columns: number; rows: number }): Promise<boolean> {
  return control(bundle, `1 ${size.rows} ${size.columns}\n`);
}

/** Has conmon begin a new log file, after the present one was moved away. */
export function reopenLog(bundle: string): Promise<boolean> {
  return control(bundle, '2 0 0\n');
}
