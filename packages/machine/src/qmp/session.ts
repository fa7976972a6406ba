// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Duplex } from 'node:stream';
import { type QmpEvent, type QmpMessage, qmpDecoder, type WireLimits } from './decode.ts';
import { type Problem, ProtocolError } from './problem.ts';

/** A conversation with one QEMU. */
export interface QmpSession {
  /** Resolves with QEMU's version once commands can be sent; rejects when the peer is no QEMU. */
  readonly ready: Promise<string>;
  /** Resolves once the conversation is over, with the reason. */
  readonly closed: Promise<Problem>;
  /** Sends a command and waits for its answer; @throws ProtocolError when refused, late or cut off. */
  execute(command: string, args?: Record<string, unknown>, timeoutMs?: number): Promise<unknown>;
  close(): void;
}

/** Settings of a session. */
export interface QmpSessionOptions {
  onEvent?: (event: QmpEvent) => void;
  limits?: WireLimits;
  /** @defaultValue 10000 */
  timeoutMs?: number;
  /** Commands that may wait for an answer at once. @defaultValue 32 */
  maxInFlight?: number;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: ProtocolError): void;
  timer: NodeJS.Timeout;
}

/**
 * Speaks QMP over a stream: greeting, capabilities, commands matched by id, events. A peer that breaks the protocol
 * is cut off; a command that is answered late is forgotten, its late answer ignored.
 */
export function qmpSession(stream: Duplex, options: QmpSessionOptions = {}): QmpSession {
  const { onEvent, limits, timeoutMs: defaultTimeoutMs = 10_000, maxInFlight = 32 } = options;
  const decode = qmpDecoder(limits);
  const waiting = new Map<string, Waiting>();
  const greeting = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<Problem>();
  let over: Problem | undefined;
  let lastId = 0;

  const end = (problem: Problem): void => {
    if (over) return;
    over = problem;
    clearTimeout(greetingTimer);
    greeting.reject(new ProtocolError(problem));
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new ProtocolError(problem));
    }
    waiting.clear();
    stream.destroy();
    closed.resolve(problem);
  };
  const greetingTimer = setTimeout(
    () => end({ kind: 'timeout', detail: `no greeting within ${defaultTimeoutMs} ms` }),
    defaultTimeoutMs,
  );
  const answered = (id: unknown): Waiting | undefined => {
    const entry = typeof id === 'string' ? waiting.get(id) : undefined;
    if (entry && typeof id === 'string') {
      waiting.delete(id);
      clearTimeout(entry.timer);
    }
    return entry;
  };
  const onMessage = (message: QmpMessage): void => {
    switch (message.type) {
      case 'greeting':
        clearTimeout(greetingTimer);
        greeting.resolve(message.version);
        return;
      case 'event':
        onEvent?.(message.event);
        return;
      case 'return':
        answered(message.id)?.resolve(message.value);
        return;
      case 'error':
        answered(message.id)?.reject(
          new ProtocolError({ kind: 'command-failed', detail: message.description }, message.errorClass),
        );
    }
  };

  stream.on('data', (chunk: Uint8Array) => {
    if (over) return;
    const { messages, problem } = decode(chunk);
    for (const message of messages) onMessage(message);
    if (problem) end(problem);
  });
  stream.on('error', (error: Error) => end({ kind: 'closed', detail: error.message }));
  stream.on('close', () => end({ kind: 'closed', detail: 'the connection was closed' }));
  stream.on('end', () => end({ kind: 'closed', detail: 'the peer closed the connection' }));

  const execute: QmpSession['execute'] = (command, args, timeoutMs = defaultTimeoutMs) => {
    if (over) return Promise.reject(new ProtocolError(over));
    if (waiting.size >= maxInFlight) {
      const detail = `${command}: ${maxInFlight} commands wait for an answer`;
      return Promise.reject(new ProtocolError({ kind: 'too-many-commands', detail }));
    }
    const id = `k${++lastId}`;
    return new Promise((resolve, reject) => {
      const late = { kind: 'timeout', detail: `${command}: no answer within ${timeoutMs} ms` } as const;
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new ProtocolError(late));
      }, timeoutMs);
      waiting.set(id, { resolve, reject, timer });
      stream.write(`${JSON.stringify({ execute: command, ...(args ? { arguments: args } : {}), id })}\n`);
    });
  };

  const ready = greeting.promise.then(async (version) => {
    await execute('qmp_capabilities');
    return version;
  });
  ready.catch((error: unknown) => {
    end({ kind: 'unexpected-message', detail: error instanceof Error ? error.message : 'no session' });
  });
  greeting.promise.catch(() => undefined);

  return { ready, closed: closed.promise, execute, close: () => end({ kind: 'closed', detail: 'closed by us' }) };
}
