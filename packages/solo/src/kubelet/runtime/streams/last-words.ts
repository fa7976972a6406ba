// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { open } from 'node:fs/promises';
import { entryText } from './container-log.ts';
import { LineCutter, parseLogLine } from './log-lines.ts';
import { tailStart } from './log-tail.ts';

/** @upstream kubelet */
const messageBytes = 4096;
const logBytes = 2048;
const logLines = 80;

/** What a container left in its termination message's file; with the fallback, when that is nothing, the end of its log. */
export async function lastWords(messageFile: string, log: string | undefined): Promise<string> {
  const message = await head(messageFile);
  if (message !== '' || log === undefined) return message;
  const file = await open(log, 'r').catch(() => undefined);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const start = await tailStart(file, size, logLines);
    const read = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    const lines = new LineCutter().push(read.buffer.subarray(0, read.bytesRead));
    const entries = lines.map(parseLogLine).filter((entry) => entry !== undefined);
    const text = Buffer.concat(entries.map((entry) => entryText(entry)));
    return text.subarray(Math.max(0, text.length - logBytes)).toString();
  } finally {
    await file.close();
  }
}

async function head(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(messageBytes), 0, messageBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
