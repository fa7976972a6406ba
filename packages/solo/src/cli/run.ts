// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Command, InvalidArgumentError } from 'commander';
import type { Told } from './detached.ts';
import { Refusal } from './refusal.ts';

/** Where solo keeps everything, unless told otherwise. */
const defaultDirectory = '/var/lib/solo';
/** Where the API is served, unless told otherwise. */
const defaultPort = 7443;

/** Does what a command line says; what cannot be done is said in one sentence, with exit code 1. */
export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('solo').description('a Kubernetes cluster on one machine, in one process');
  const directory = ['--dir <directory>', 'where everything is kept', defaultDirectory] as const;
  program
    .command('up')
    .description('start the cluster, and return when it is ready')
    .option(...directory)
    .option(
      '--nodes <number>',
      'how many nodes (as many as before, at first 1); with 0 there is only the API',
      number(0, 16),
    )
    .option('--port <number>', 'where the API is served', number(0, 65_535), defaultPort)
    .option('--address <address>', 'more addresses to serve the API on, besides 127.0.0.1', collected, [])
    .option('--host-image <reference=directory>', 'an image served from a directory of this machine', collected, [])
    .option('--foreground', 'stay, and log to standard output')
    .option('--log-level <level>', 'debug, info, warn or error', 'info')
    .action(async (o) => (await import('./up.ts')).up(o));
  program
    .command('down')
    .description('stop the cluster and everything that runs in it')
    .option(...directory)
    .option('--purge', 'delete what it kept, too')
    .action(async (o) => (await import('./down.ts')).down(o));
  program
    .command('status')
    .description('say whether it runs, and how')
    .option(...directory)
    .action(async (o) => (await import('./status.ts')).status(o));
  program
    .command('kubeconfig')
    .description('print the administrator’s kubeconfig')
    .option(...directory)
    .action(async (o) => (await import('./status.ts')).printKubeconfig(o));
  program
    .command('load <archive...>')
    .description('make the images of OCI or docker archives known to all nodes')
    .option(...directory)
    .action(async (archives, o) => (await import('./load.ts')).load(archives, o));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Whoever started this process in the background says it, then.
    if (process.send) process.send({ refused: error.message } satisfies Told);
    else process.stderr.write(`solo: ${error.message}\n`);
    process.exitCode = 1;
  }
}

function number(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
  };
}

function collected(value: string, before: string[]): string[] {
  return [...before, value];
}
