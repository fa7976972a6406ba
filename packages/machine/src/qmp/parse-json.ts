// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Problem } from './problem.ts';

/** A parsed JSON object, or why there is none. */
export type Parsed =
  | { object: Record<string, unknown>; problem?: undefined }
  | { object?: undefined; problem: Problem };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Parses one line as a JSON object of at most `maxDepth` nested arrays and objects; never throws. */
export function parseJson(line: Uint8Array, maxDepth: number): Parsed {
  let text: string;
  try {
    text = utf8.decode(line);
  } catch {
    return { problem: { kind: 'invalid-utf8', detail: 'a line is not UTF-8' } };
  }
  if (depth(text, maxDepth) > maxDepth) {
    return { problem: { kind: 'too-deep', detail: `a line nests deeper than ${maxDepth}` } };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: { kind: 'invalid-json', detail: 'a line is not JSON' } };
  }
  if (!isObject(value)) return { problem: { kind: 'invalid-json', detail: 'a line is not a JSON object' } };
  return { object: value };
}

/** Tells whether a value of a peer is an object that fields can be read from. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Nesting of arrays and objects in a JSON text, counted no further than just past `limit`. */
function depth(text: string, limit: number): number {
  let open = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 0x5c) i++;
      else if (c === 0x22) inString = false;
    } else if (c === 0x22) inString = true;
    else if (c === 0x7b || c === 0x5b) {
      open++;
      if (open > deepest) deepest = open;
      if (deepest > limit) return deepest;
    } else if (c === 0x7d || c === 0x5d) open--;
  }
  return deepest;
}
