// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdirSync, realpathSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { type LogLevel, logger } from '@kubevirt-ts/kube';
import { runDetached, type Told } from './detached.ts';
import { takeDirectory, takeNetworks, whoHas } from './lock.ts';
import { checkMachine, thisMachine } from './machine.ts';
import { nodeNumbers } from './node-numbers.ts';
import { Refusal } from './refusal.ts';

const sqliteFull = 13;
const shutdownMs = 20_000;

/** What `solo up` is asked. */
export interface UpOptions {
  dir: string;
  /** @defaultValue as many as there were, at first 1 */
  nodes?: number;
  port: number;
  address: string[];
  hostImage: string[];
  foreground?: boolean;
  logLevel: string;
}

/** Starts the cluster. Without `foreground` it goes on in a process of its own, and this returns when it is ready. @throws Refusal */
export async function up(o: UpOptions): Promise<void> {
  checkMachine(thisMachine());
  const hostImages = o.hostImage.map(hostImage);
  mkdirSync(o.dir, { recursive: true, mode: 0o700 });
  const directory = realpathSync(resolve(o.dir));
  if (!o.foreground) {
    const running = await whoHas(directory);
    if (running) {
      process.stdout.write(
        `solo is up in ${directory} already: ${running.server || 'starting'}, process ${running.pid}\n`,
      );
      return;
    }
    await runDetached(directory);
    return;
  }
  const self = { pid: process.pid, server: '', startedAt: new Date().toISOString() };
  const lock = await takeDirectory(directory, self);
  if ('heldBy' in lock) {
    const pid = lock.heldBy ? ` (process ${lock.heldBy.pid})` : '';
    throw new Refusal(`another solo runs in ${directory}${pid}; stop it with: solo down --dir ${directory}`);
  }
  const nodes = nodeCount(directory, o.nodes);
  const networks = nodes > 0 ? await takeNetworks(self) : undefined;
  if (networks && 'heldBy' in networks) {
    const who = networks.heldBy ? `: process ${networks.heldBy.pid}, ${networks.heldBy.server || 'starting'}` : '';
    const refused = `another solo on this machine has nodes, and there can be one such at a time${who}`;
    throw new Refusal(refused);
  }
  const log = logger('solo', o.logLevel as LogLevel);
  const ending = new AbortController();
  let isStarted = false;
  const onSignal = (name: NodeJS.Signals) => {
    // What is half started has nothing to end in order: all that counts is on disk.
    if (ending.signal.aborted || !isStarted) process.exit(130);
    ending.abort();
    log.info({ signal: name }, 'shutting down');
    setTimeout(() => {
      log.error('did not end in time');
      process.exit(1);
    }, shutdownMs).unref();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('SIGHUP', () => undefined);
  // One request or one pod gone wrong must not take the cluster down: nobody would start it again.
  const onUnexpected = (error: unknown) => log.error({ err: error }, 'unexpected error');
  process.on('uncaughtException', onUnexpected);
  process.on('unhandledRejection', onUnexpected);

  const startedMs = performance.now();
  const starting = import('../solo.ts').then(({ startSolo }) =>
    startSolo({
      directory,
      port: o.port,
      addresses: o.address,
      nodes,
      hostImages,
      logger: log,
      progress: (line) => tell({ progress: line }),
      signal: ending.signal,
    }),
  );
  const solo = await starting.catch((error: unknown) => {
    log.error({ err: error }, 'the cluster could not be started');
    tell({ refused: reasonOf(error, o.port) });
    process.exit(1);
  });
  isStarted = true;
  for (const held of [lock, networks]) held?.tell({ ...self, server: solo.server });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(2);
  tell({ ready: `ready after ${seconds} s: ${solo.server}\n  export KUBECONFIG=${solo.kubeconfigPath}` });
  // The next start is quicker, even if this process is killed.
  flushCompileCache();
  await solo.stopped;
  await lock.release();
  process.exit(0);
}

function tell(told: Told): void {
  if (process.send) {
    process.send(told, () => undefined);
    return;
  }
  process.stdout.write(`${'progress' in told ? told.progress : 'ready' in told ? told.ready : told.refused}\n`);
}

/** @throws Refusal for fewer than there were: their pods would run on with nobody to look after them */
function nodeCount(directory: string, asked: number | undefined): number {
  const before = Math.max(0, ...nodeNumbers(directory));
  if (asked !== undefined && asked < before) {
    const them = before === 1 ? 'a node' : `${before} nodes`;
    throw new Refusal(
      `the cluster in ${directory} has ${them}; only solo down --purge takes nodes away, with all the rest`,
    );
  }
  return asked ?? Math.max(1, before);
}

function reasonOf(error: unknown, port: number): string {
  const { code, errcode, message, address } = error as NodeJS.ErrnoException & { errcode?: number; address?: string };
  if (code === 'EADDRINUSE') return `port ${port} of ${address ?? 'this machine'} is taken; choose another with --port`;
  if (code === 'EADDRNOTAVAIL') return `this machine does not have the address ${address}`;
  if (code === 'ENOSPC' || errcode === sqliteFull) return 'the disk is full';
  return message ?? String(error);
}

/** @throws Refusal */
function hostImage(text: string): { reference: string; directory: string } {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new Refusal(`--host-image takes REFERENCE=DIRECTORY, not ${text}`);
  return { reference: text.slice(0, at), directory: resolve(text.slice(at + 1)) };
}
