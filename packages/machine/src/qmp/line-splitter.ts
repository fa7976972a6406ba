// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Problem } from './problem.ts';

/** One line without its line feed, or why it was thrown away. */
export type Line = { bytes: Uint8Array; problem?: undefined } | { bytes?: undefined; problem: Problem };

/** Cuts a byte stream into lines; holds at most `maxLineBytes` of it. */
export interface LineSplitter {
  push(chunk: Uint8Array): Line[];
  /** Forgets the line that has begun, and with it whether it was too long. */
  reset(): void;
  readonly pendingBytes: number;
}

const lineFeed = 0x0a;

/**
 * Makes a splitter that reports a line of more than `maxLineBytes` once and swallows it up to its line feed,
 * so that a peer that never sends one costs no memory (CVE-2026-13322).
 */
export function lineSplitter(maxLineBytes: number): LineSplitter {
  let parts: Uint8Array[] = [];
  let pendingBytes = 0;
  let swallowing = false;

  const take = (): Uint8Array => {
    const line = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts, pendingBytes);
    parts = [];
    pendingBytes = 0;
    return line;
  };

  return {
    get pendingBytes() {
      return pendingBytes;
    },
    reset() {
      parts = [];
      pendingBytes = 0;
      swallowing = false;
    },
    push(chunk) {
      const lines: Line[] = [];
      let start = 0;
      while (start < chunk.length) {
        const end = chunk.indexOf(lineFeed, start);
        const piece = chunk.subarray(start, end < 0 ? chunk.length : end);
        start = end < 0 ? chunk.length : end + 1;
        if (!swallowing) {
          if (pendingBytes + piece.length > maxLineBytes) {
            take();
            swallowing = true;
            lines.push({ problem: { kind: 'line-too-long', detail: `a line has more than ${maxLineBytes} bytes` } });
          } else if (piece.length > 0) {
            // Copied when kept for later: the socket's buffer behind `chunk` may be 64 KiB for a few bytes.
            parts.push(end < 0 ? Uint8Array.prototype.slice.call(piece) : piece);
            pendingBytes += piece.length;
          }
        }
        if (end >= 0) {
          if (!swallowing) lines.push({ bytes: take() });
          swallowing = false;
        }
      }
      // Many tiny pieces of one line would cost more than their bytes.
      if (parts.length > 64) parts = [Buffer.concat(parts, pendingBytes)];
      return lines;
    },
  };
}
