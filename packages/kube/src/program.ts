// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Logger, type LogLevel, logger, programName } from './logger.ts';

/** What a program is given. */
export interface ProgramContext {
  /** Aborts at SIGTERM or SIGINT: finish what was begun and return. */
  signal: AbortSignal;
  logger: Logger;
}

/** How a program is run. */
export interface ProgramOptions {
  /** @defaultValue the program file's name */
  component?: string;
  /** @defaultValue 'info' */
  level?: LogLevel | number;
  /** How long after the signal it may take to end. @defaultValue 25000 */
  shutdownMs?: number;
}

/**
 * Runs a program to its end and exits: 0 when it returned, 1 when it threw or something in it did unseen, 130 at a second
 * signal, 1 when it did not end in time.
 */
export function program(main: (context: ProgramContext) => Promise<void>, o: ProgramOptions = {}): void {
  const log = logger(o.component ?? programName(), o.level);
  const ending = new AbortController();
  const exit = (code: number): never => process.exit(code);
  const onSignal = (name: NodeJS.Signals) => {
    if (ending.signal.aborted) exit(130);
    log.info({ signal: name }, 'shutting down');
    ending.abort();
    setTimeout(() => {
      log.error('did not end in time');
      exit(1);
    }, o.shutdownMs ?? 25_000).unref();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  const onFatal = (error: unknown) => {
    log.fatal({ err: error }, 'unexpected error');
    exit(1);
  };
  process.on('uncaughtException', onFatal);
  process.on('unhandledRejection', onFatal);
  main({ signal: ending.signal, logger: log }).then(() => exit(0), onFatal);
}
