// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { lineSplitter } from './line-splitter.ts';
import { isObject, parseJson } from './parse-json.ts';
import type { Problem } from './problem.ts';

/** How much of a peer's stream is taken in before it counts as hostile. */
export interface WireLimits {
  /** Longest line in bytes. */
  maxLineBytes: number;
  /** Deepest nesting of one message. */
  maxDepth: number;
}

/** Limits for QEMU's monitor: the longest answers in use (`query-cpu-definitions`) stay well below. */
export const qmpLimits: WireLimits = { maxLineBytes: 1024 * 1024, maxDepth: 32 };

/** A message of QEMU's monitor. */
export type QmpMessage =
  | { type: 'greeting'; version: string }
  | { type: 'return'; id: unknown; value: unknown }
  | { type: 'error'; id: unknown; errorClass: string; description: string }
  | { type: 'event'; event: QmpEvent };

/** An event of QEMU, such as `SHUTDOWN`. */
export interface QmpEvent {
  name: string;
  data: Record<string, unknown>;
  /** When QEMU says it happened, in milliseconds since 1970. */
  atMs: number;
}

/** What a chunk of bytes held: the messages before the first problem, and that problem. */
export interface Decoded {
  messages: QmpMessage[];
  problem?: Problem;
}

/** Makes a decoder of QEMU's monitor stream; after its first problem it answers nothing else. */
export function qmpDecoder(limits: WireLimits = qmpLimits): (chunk: Uint8Array) => Decoded {
  const lines = lineSplitter(limits.maxLineBytes);
  let broken: Problem | undefined;
  return (chunk) => {
    if (broken) return { messages: [], problem: broken };
    const messages: QmpMessage[] = [];
    for (const line of lines.push(chunk)) {
      if (line.bytes && isBlank(line.bytes)) continue;
      const message = line.problem ?? parseMessage(line.bytes, limits.maxDepth);
      if ('kind' in message) {
        broken = message;
        return { messages, problem: message };
      }
      messages.push(message);
    }
    return { messages };
  };
}

function parseMessage(line: Uint8Array, maxDepth: number): QmpMessage | Problem {
  const { object, problem } = parseJson(line, maxDepth);
  return problem ?? toMessage(object);
}

function toMessage(object: Record<string, unknown>): QmpMessage | Problem {
  if (typeof object.event === 'string') {
    const data = object.data;
    return {
      type: 'event',
      event: { name: object.event, data: isObject(data) ? data : {}, atMs: atMs(object.timestamp) },
    };
  }
  if ('return' in object) return { type: 'return', id: object.id, value: object.return };
  const error = object.error;
  if (isObject(error)) {
    const { class: errorClass, desc } = error;
    return { type: 'error', id: object.id, errorClass: text(errorClass), description: text(desc) };
  }
  if (isObject(object.QMP)) return { type: 'greeting', version: version(object.QMP.version) };
  return { kind: 'unexpected-message', detail: 'a message is no greeting, answer or event' };
}

const isBlank = (line: Uint8Array): boolean => line.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 1024) : '');

function atMs(timestamp: unknown): number {
  if (!isObject(timestamp)) return 0;
  const { seconds, microseconds } = timestamp;
  if (typeof seconds !== 'number' || typeof microseconds !== 'number' || seconds < 0) return 0;
  return seconds * 1000 + Math.floor(microseconds / 1000);
}

function version(value: unknown): string {
  const qemu = isObject(value) ? value.qemu : undefined;
  if (!isObject(qemu)) return '';
  return [qemu.major, qemu.minor, qemu.micro].map(Number).join('.');
}
