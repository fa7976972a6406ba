// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { basename } from 'node:path';
import { destination, type Logger as PinoLogger, pino } from 'pino';
import { ApiError } from './client/api-error.ts';
import { ConnectionError } from './client/transport.ts';

/** A structured log; pass it on, or a `child` of it. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>;

/** What waits to be written when it cannot be, as on a full disk; more is dropped. */
const maxWaitingBytes = 1024 * 1024;

/** How much is logged. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * A log of one JSON object a line to stdout, written before the call returns so that nothing is lost at an exit.
 * @upstream KubeVirt's fields: component, level, msg, timestamp. `level` may be its `-v` number: 3 and more is debug.
 */
export function logger(component: string, level: LogLevel | number = 'info'): Logger {
  const output = destination({ fd: 1, sync: true, maxLength: maxWaitingBytes });
  // Nobody can be told that the log cannot be written, and nothing else is to end for it.
  output.on('error', () => undefined);
  const options = {
    base: { component },
    level: typeof level === 'number' ? (level > 2 ? 'debug' : 'info') : level,
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, output);
}

/**
 * An error as a log field: what the API server or the network said in one line, anything else, which is a defect of ours,
 * with its stack.
 */
export function logged(error: unknown): { error: string } | { err: unknown } {
  return error instanceof ApiError || error instanceof ConnectionError ? { error: error.message } : { err: error };
}

/** The name of the running program: its file's, without the extension. */
export function programName(): string {
  return basename(process.argv[1] ?? 'kubevirt-ts').replace(/\.[^.]+$/, '');
}
