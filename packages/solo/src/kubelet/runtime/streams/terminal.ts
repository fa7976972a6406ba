// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { command } from '../command.ts';

/** A pseudo terminal of this machine. */
export interface Terminal {
  /** Where a program finds it: `/dev/pts/3`. */
  readonly path: string;
  readonly input: Writable;
  readonly output: Readable;
  /** Sets its size, and that of a terminal that is shown on it, if there is one by then. */
  resize(size: { columns: number; rows: number }, inner: () => Promise<string | undefined>): void;
  /** Ends it when all that was written to it has been read. */
  hangUp(): void;
  /** Ends it at once. */
  close(): void;
}

/** Opens a terminal whose other end is a pair of streams: socat holds it, as Node cannot. */
export async function openTerminal(): Promise<Terminal> {
  // The end of its input is no reason to end: the program in the terminal decides.
  const child = spawn('socat', ['-d', '-d', '-,ignoreeof', 'PTY,rawer'], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined);
  const path = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`socat: ${said.trim()}`)));
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (chunk: string) => {
      said += chunk;
      const found = /PTY is (\/dev\/\S+)\n/.exec(said)?.[1];
      if (found) resolve(found);
    });
  });
  child.stderr.resume();
  let sizing: Promise<unknown> = Promise.resolve();
  return {
    path,
    input: child.stdin,
    output: child.stdout,
    resize({ columns, rows }, inner) {
      const set = (file: string) => command('stty', ['-F', file, 'rows', String(rows), 'columns', String(columns)]);
      const both = async () => {
        await set(path);
        const shown = await inner();
        if (shown) await set(shown);
      };
      sizing = sizing.then(both).catch(() => undefined);
    },
    // It sees the end itself when the last program has closed the terminal; this is for when one lives on.
    hangUp: () => void setTimeout(() => child.kill('SIGTERM'), 500).unref(),
    close: () => void child.kill('SIGKILL'),
  };
}
