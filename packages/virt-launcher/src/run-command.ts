// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from '@kubevirt-ts/machine';
import { LaunchError } from './launch-error.ts';

const timeoutMs = 60_000;
const maxOutputBytes = 64 * 1024;
const lastWordsLength = 300;

function lastWords(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  const line = (stderr ?? '').trim().split('\n').at(-1);
  return (line || message).slice(0, lastWordsLength);
}

/** Runs a program to its end; a daemon has ended when it has gone to the background. @throws LaunchError with its last words */
export async function runCommand({ program, arguments: args }: Command): Promise<void> {
  try {
    await promisify(execFile)(program, [...args], { timeout: timeoutMs, maxBuffer: maxOutputBytes });
  } catch (error) {
    throw new LaunchError(`${basename(program)} failed: ${lastWords(error)}`);
  }
}
