// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import { Refusal } from './refusal.ts';

/** What a detached process tells who started it. */
export type Told = { progress: string } | { ready: string } | { refused: string };

const logLines = 5;
const maxLogBytes = 16 * 1024 * 1024;

/**
 * Runs this very command again in a process that outlives this one and its terminal, and shows how it gets on until it is ready.
 * @throws Refusal when it ends before
 */
export async function runDetached(directory: string): Promise<void> {
  const logPath = join(directory, 'solo.log');
  if (existsSync(logPath) && statSync(logPath).size > maxLogBytes) renameSync(logPath, `${logPath}.1`);
  const log = openSync(logPath, 'a', 0o600);
  const cache = getCompileCacheDir();
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1), '--foreground'], {
    detached: true,
    // So that the first file is taken from there, too.
    env: { ...process.env, ...(cache && { NODE_COMPILE_CACHE: dirname(cache) }) },
    cwd: '/',
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const ended = Promise.withResolvers<void>();
  let refused: string | undefined;
  child.on('message', (told: Told) => {
    if ('progress' in told) process.stdout.write(`${told.progress}\n`);
    else if ('refused' in told) refused = told.refused;
    else {
      process.stdout.write(`${told.ready}\n`);
      child.disconnect();
      child.unref();
      ended.resolve();
    }
  });
  child.on('error', ended.reject);
  child.on('exit', (code, signal) => {
    const last = readFileSync(logPath, 'utf8').trimEnd().split('\n').slice(-logLines).join('\n');
    ended.reject(new Refusal(refused ?? `it ended with ${signal ?? `code ${code}`}; the end of ${logPath}:\n${last}`));
  });
  await ended.promise;
}
