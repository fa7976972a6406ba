// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';

/** Connects to a port of localhost, as seen from a network namespace (undefined: the machine's). @throws Error when nothing listens */
export async function connectPort(netns: string | undefined, port: number): Promise<Duplex> {
  let first: unknown;
  for (const host of ['127.0.0.1', '::1'])
    try {
      return await (netns === undefined ? direct(host, port) : within(netns, host, port));
    } catch (error) {
      first ??= error;
    }
  throw first;
}

function direct(host: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true }, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

async function within(netns: string, host: string, port: number): Promise<Duplex> {
  const address = host.includes(':') ? `TCP6:[${host}]:${port}` : `TCP4:${host}:${port}`;
  // After one side has ended, the other may go on as long as it likes.
  const args = [`--net=${netns}`, 'socat', '-d', '-d', '-t', '86400', 'STDIN!!STDOUT,shut-close', address];
  const child = spawn('nsenter', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error(reasonIn(said, host, port))));
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (chunk: string) => {
      said += chunk;
      if (said.includes('starting data transfer loop')) resolve();
    });
  });
  child.stderr.removeAllListeners('data').resume();
  // The types leave out this form, which Node documents.
  const pair = { readable: child.stdout, writable: child.stdin } as unknown as Iterable<unknown>;
  const stream = Duplex.from(pair);
  stream.once('close', () => child.kill('SIGKILL'));
  return stream;
}

function reasonIn(said: string, host: string, port: number): string {
  const cause = /connect\([^)]*\): (.*)/.exec(said)?.[1] ?? 'connection refused';
  return `dial tcp ${host.includes(':') ? `[${host}]` : host}:${port}: ${cause.toLowerCase()}`;
}
