// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** An entry of a container's log, as conmon writes it. @upstream CRI */
export interface LogEntry {
  /** RFC 3339 with nanoseconds, `Z` for UTC. */
  time: string;
  stream: 'stdout' | 'stderr';
  /** The line goes on in the next entry of its stream. */
  partial: boolean;
  content: Buffer;
}

const space = 0x20;
const newline = 0x0a;
const colon = 0x3a;

/** Reads one line of a log, without its newline; undefined for what is none. */
export function parseLogLine(line: Buffer): LogEntry | undefined {
  const afterTime = line.indexOf(space);
  const afterStream = line.indexOf(space, afterTime + 1);
  if (afterTime < 1 || afterStream < 0) return undefined;
  const found = line.indexOf(space, afterStream + 1);
  const afterTags = found < 0 ? line.length : found;
  const stream = line.toString('latin1', afterTime + 1, afterStream);
  if (stream !== 'stdout' && stream !== 'stderr') return undefined;
  let endOfTag = line.indexOf(colon, afterStream + 1);
  if (endOfTag < 0 || endOfTag > afterTags) endOfTag = afterTags;
  return {
    time: line.toString('latin1', 0, afterTime).replace(/[+-]00:00$/, 'Z'),
    stream,
    partial: line.toString('latin1', afterStream + 1, endOfTag) === 'P',
    content: line.subarray(Math.min(line.length, afterTags + 1)),
  };
}

/** Cuts what is read of a log into lines; the end of a chunk waits for its newline. */
export class LineCutter {
  #rest: Buffer[] = [];

  /** The lines that a chunk completes, without newlines. */
  push(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const tail = chunk.subarray(start, end);
      lines.push(this.#rest.length ? Buffer.concat([...this.#rest, tail]) : tail);
      this.#rest = [];
      start = end + 1;
    }
    if (start < chunk.length) this.#rest.push(Buffer.from(chunk.subarray(start)));
    return lines;
  }
}
