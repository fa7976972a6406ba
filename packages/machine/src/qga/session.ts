// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Duplex } from 'node:stream';
import { type Problem, ProtocolError, type WireLimits } from '../qmp/index.ts';
import { delimiter, type QgaMessage, qgaDecoder } from './decode.ts';

/** A conversation with a guest's agent, which may be absent, old or hostile at any time. */
export interface QgaSession {
  /** Sends a command and waits for its answer; @throws ProtocolError when refused, late or cut off. */
  execute(command: string, args?: Record<string, unknown>, timeoutMs?: number): Promise<unknown>;
  close(): void;
  readonly closed: Promise<Problem>;
}

/** Settings of a session. */
export interface QgaSessionOptions {
  limits?: WireLimits;
  /** @defaultValue 10000 */
  timeoutMs?: number;
  /** Commands that may wait for their turn. @defaultValue 8 */
  maxQueued?: number;
  /** Called for every piece of garbage, for the metrics. */
  onProblem?: (problem: Problem) => void;
}

/**
 * Speaks the guest agent's protocol: one command at a time, each preceded by guest-sync-delimited so that a late answer
 * of an earlier command, or of an earlier virt-handler, is never taken for its own.
 */
export function qgaSession(stream: Duplex, options: QgaSessionOptions = {}): QgaSession {
  const { limits, timeoutMs: defaultTimeoutMs = 10_000, maxQueued = 8, onProblem } = options;
  const decode = qgaDecoder(limits);
  const closed = Promise.withResolvers<Problem>();
  let over: Problem | undefined;
  let expect: ((message: QgaMessage) => void) | undefined;
  let cutOff: ((problem: Problem) => void) | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let queued = 0;
  let lastSync = Math.floor(Math.random() * 1_000_000);

  const end = (problem: Problem): void => {
    if (over) return;
    over = problem;
    cutOff?.(problem);
    stream.destroy();
    closed.resolve(problem);
  };

  stream.on('data', (chunk: Uint8Array) => {
    if (over) return;
    const { messages, problems } = decode(chunk);
    for (const problem of problems) onProblem?.(problem);
    for (const message of messages) expect?.(message);
  });
  stream.on('error', (error: Error) => end({ kind: 'closed', detail: error.message }));
  stream.on('close', () => end({ kind: 'closed', detail: 'the connection was closed' }));
  stream.on('end', () => end({ kind: 'closed', detail: 'the peer closed the connection' }));

  const ask = (command: string, args: Record<string, unknown> | undefined, timeoutMs: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (over) {
        reject(new ProtocolError(over));
        return;
      }
      const sync = ++lastSync;
      let synchronised = false;
      const done = (finish: () => void): void => {
        clearTimeout(timer);
        expect = undefined;
        cutOff = undefined;
        finish();
      };
      const fail = (problem: Problem): void => done(() => reject(new ProtocolError(problem)));
      const timer = setTimeout(
        () => fail({ kind: 'timeout', detail: `${command}: no answer within ${timeoutMs} ms` }),
        timeoutMs,
      );
      cutOff = fail;
      expect = (message) => {
        if (!synchronised) {
          synchronised = message.synced && message.type === 'return' && message.value === sync;
          if (synchronised)
            stream.write(`${JSON.stringify({ execute: command, ...(args ? { arguments: args } : {}) })}\n`);
        } else if (message.type === 'return') done(() => resolve(message.value));
        else {
          const refused = { kind: 'command-failed', detail: message.description } as const;
          done(() => reject(new ProtocolError(refused, message.errorClass)));
        }
      };
      stream.write(Buffer.of(delimiter));
      stream.write(`${JSON.stringify({ execute: 'guest-sync-delimited', arguments: { id: sync } })}\n`);
    });

  return {
    closed: closed.promise,
    close: () => end({ kind: 'closed', detail: 'closed by us' }),
    execute(command, args, timeoutMs = defaultTimeoutMs) {
      if (queued >= maxQueued) {
        const detail = `${command}: ${maxQueued} commands wait for their turn`;
        return Promise.reject(new ProtocolError({ kind: 'too-many-commands', detail }));
      }
      queued++;
      const answer = turn.then(() => ask(command, args, timeoutMs)).finally(() => queued--);
      turn = answer.catch(() => undefined);
      return answer;
    },
  };
}
