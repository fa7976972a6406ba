// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject, lineSplitter, type Problem, parseJson, type WireLimits } from '../qmp/index.ts';

/** Limits for the guest agent, whose every byte the guest chooses. */
export const qgaLimits: WireLimits = { maxLineBytes: 256 * 1024, maxDepth: 16 };

/** A message of the guest agent; `synced` tells that it is the first after a delimiter. */
export type QgaMessage =
  | { type: 'return'; value: unknown; synced: boolean }
  | { type: 'error'; errorClass: string; description: string; synced: boolean };

/** What a chunk of the guest's bytes held; problems are counted, not fatal, since the stream can be synchronised again. */
export interface QgaDecoded {
  messages: QgaMessage[];
  problems: Problem[];
}

/** The byte that both sides send to say "forget what came before"; it occurs in no UTF-8 text. */
export const delimiter = 0xff;

/** Makes a decoder of the guest agent's stream: what is no answer is skipped, a delimiter starts afresh. */
export function qgaDecoder(limits: WireLimits = qgaLimits): (chunk: Uint8Array) => QgaDecoded {
  const lines = lineSplitter(limits.maxLineBytes);
  let synced = false;

  const take = (piece: Uint8Array, into: QgaDecoded): void => {
    for (const line of lines.push(piece)) {
      if (line.problem) {
        into.problems.push(line.problem);
        continue;
      }
      if (line.bytes.length === 0) continue;
      const message = parseMessage(line.bytes, limits.maxDepth, synced);
      if ('kind' in message) into.problems.push(message);
      else into.messages.push(message);
      synced = false;
    }
  };

  return (chunk) => {
    const decoded: QgaDecoded = { messages: [], problems: [] };
    let start = 0;
    for (let at = chunk.indexOf(delimiter); at >= 0; at = chunk.indexOf(delimiter, start)) {
      take(chunk.subarray(start, at), decoded);
      lines.reset();
      synced = true;
      start = at + 1;
    }
    take(chunk.subarray(start), decoded);
    return decoded;
  };
}

function parseMessage(line: Uint8Array, maxDepth: number, synced: boolean): QgaMessage | Problem {
  const { object, problem } = parseJson(line, maxDepth);
  if (problem) return problem;
  if ('return' in object) return { type: 'return', value: object.return, synced };
  const error = object.error;
  if (isObject(error)) {
    const { class: errorClass, desc } = error;
    return { type: 'error', errorClass: text(errorClass), description: text(desc), synced };
  }
  return { kind: 'unexpected-message', detail: 'a message is no answer' };
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 1024) : '');
