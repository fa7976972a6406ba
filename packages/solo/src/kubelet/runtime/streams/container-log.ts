// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { LogOptions } from '../../node-api.ts';
import { type FollowOptions, readFollowing } from './log-follow.ts';
import { LineCutter, type LogEntry, parseLogLine } from './log-lines.ts';
import { tailStart } from './log-tail.ts';

/** Which part of a log is read. */
export type LogPart = Omit<LogOptions, 'container' | 'previous'>;

/**
 * A container's output, as `kubectl logs` shows it. Of a log that was rotated only the present file is read.
 * @upstream kubelet: tailLines counts entries, before sinceTime leaves out any; with timestamps only a whole line begins with one
 */
export async function* containerLog(
  path: string,
  part: LogPart,
  o: Pick<FollowOptions, 'alive' | 'onExit' | 'signal'> & { now: Date },
): AsyncGenerator<Uint8Array> {
  const since = sinceOf(part, o.now);
  const { tailLines } = part;
  const start: FollowOptions['start'] =
    tailLines === undefined ? undefined : (file, sizeBytes) => tailStart(file, sizeBytes, tailLines);
  let leftBytes = part.limitBytes ?? Number.POSITIVE_INFINITY;
  let beginsLine = true;
  for await (const entry of logEntries(path, { ...o, follow: part.follow === true, start })) {
    if (since !== undefined && isBefore(entry.time, since)) continue;
    const text = entryText(entry, part.timestamps === true && beginsLine);
    beginsLine = !entry.partial;
    if (text.length >= leftBytes) {
      if (leftBytes > 0) yield text.subarray(0, leftBytes);
      return;
    }
    leftBytes -= text.length;
    yield text;
  }
}

/** The entries of a container's log. */
export async function* logEntries(path: string, o: FollowOptions): AsyncGenerator<LogEntry> {
  const cutter = new LineCutter();
  for await (const chunk of readFollowing(path, o))
    for (const line of cutter.push(chunk)) {
      const entry = parseLogLine(line);
      if (entry) yield entry;
    }
}

/** What an entry stands for in the container's output. */
export function entryText({ time, partial, content }: LogEntry, withTime = false): Buffer {
  const parts = [withTime ? Buffer.from(`${time} `) : Buffer.alloc(0), content];
  return Buffer.concat(partial ? parts : [...parts, Buffer.from('\n')]);
}

function sinceOf({ sinceSeconds, sinceTime }: LogPart, now: Date): string | undefined {
  if (sinceSeconds !== undefined) return new Date(now.getTime() - sinceSeconds * 1000).toISOString();
  return sinceTime;
}

/** Compares two times to the nanosecond. */
function isBefore(a: string, b: string): boolean {
  const byMs = Date.parse(a) - Date.parse(b);
  if (byMs !== 0) return byMs < 0;
  return nanosOf(a) < nanosOf(b);
}

function nanosOf(time: string): string {
  return (/\.(\d+)/.exec(time)?.[1] ?? '').padEnd(9, '0');
}
