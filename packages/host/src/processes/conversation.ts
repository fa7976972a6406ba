// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

/** A program that is talked to over its standard input and output. */
export interface Conversation {
  stream: Duplex;
  /** Ends the program; also happens by itself when the stream closes. */
  end(): void;
}

/** Starts a program to talk to; its errors reach the stream as errors. */
export function conversation(command: string, args: readonly string[]): Conversation {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  // The pair is documented; the types of Node leave it out.
  const pair: object = { readable: child.stdout, writable: child.stdin };
  const stream = Duplex.from(pair as Iterable<never>);
  const end = (): void => {
    child.kill('SIGKILL');
  };
  // Whoever talks has listeners of its own; an end that nobody waits for must not end us.
  stream.on('error', () => undefined);
  child.once('error', (error) => stream.destroy(error));
  stream.once('close', end);
  return { stream, end };
}
