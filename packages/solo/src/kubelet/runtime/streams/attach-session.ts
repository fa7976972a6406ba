// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Session, SessionEnd } from '../../node-api.ts';
import { resizeTerminal } from '../conmon.ts';
import { entryText, logEntries } from './container-log.ts';
import type { StreamOptions } from './exec-session.ts';

/** What a running container is attached to by. */
export interface AttachOptions {
  id: string;
  bundle: string;
  /** The directory of conmon's sockets. */
  sockets: string;
  log: string;
  /** Whether it has a terminal, and takes input. */
  terminal: boolean;
  stdin: boolean;
  alive: () => boolean;
  /** Has a listener called when that may have changed; returns the end of it. */
  onExit: (listener: () => void) => () => void;
}

/**
 * Connects a client to the streams of a container's first process. Input goes to conmon's socket, which is of a kind that Node
 * cannot open, by socat; output is what comes to stand in the log from now on.
 */
export function attachSession(a: AttachOptions, o: StreamOptions): Session {
  const end = new AbortController();
  const socat =
    o.stdin && a.stdin
      ? spawn('socat', ['-u', '-', `UNIX-CONNECT:${join(a.sockets, a.id, 'attach')},type=5`], {
          stdio: ['pipe', 'ignore', 'ignore'],
        })
      : undefined;
  socat?.on('error', () => undefined);
  socat?.stdin.on('error', () => undefined);
  const stdout = o.stdout ? new PassThrough() : undefined;
  const stderr = o.stderr && !a.terminal ? new PassThrough() : undefined;
  const ended = copy(a, { stdout, stderr }, end.signal).finally(() => {
    stdout?.end();
    stderr?.end();
    socat?.kill('SIGKILL');
  });
  return {
    stdin: socat?.stdin ?? (o.stdin ? new PassThrough().resume() : undefined),
    stdout,
    stderr,
    resize: (size) => void resizeTerminal(a.bundle, size),
    ended,
    kill: () => end.abort(),
  };
}

async function copy(
  a: AttachOptions,
  to: { stdout: Writable | undefined; stderr: Writable | undefined },
  signal: AbortSignal,
): Promise<SessionEnd> {
  const start = async (_: unknown, sizeBytes: number) => sizeBytes;
  for await (const entry of logEntries(a.log, { follow: true, alive: a.alive, onExit: a.onExit, start, signal })) {
    const target = to[entry.stream];
    if (target && !target.write(entryText(entry))) await drained(target, signal);
  }
  return { exitCode: 0 };
}

async function drained(stream: Writable, signal: AbortSignal): Promise<void> {
  const drain = Promise.withResolvers<void>();
  stream.once('drain', drain.resolve);
  signal.addEventListener('abort', () => drain.resolve(), { once: true });
  await Promise.race([drain.promise, finished(stream).catch(() => undefined)]);
}
