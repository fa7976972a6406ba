// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, readdirSync, readFileSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { delay, logger } from '@kubevirt-ts/kube';
import { nodePlace } from '../bootstrap/node-place.ts';
import { type Running, takeDirectory, takeNetworks, whoHas } from './lock.ts';
import { checkMachine, thisMachine } from './machine.ts';
import { nodeNumbers } from './node-numbers.ts';
import { Refusal } from './refusal.ts';

const pollMs = 50;
const signals = [
  ['SIGTERM', 25_000],
  ['SIGKILL', 10_000],
] as const;

/** Stops the cluster of a directory and everything that runs in it; with `purge` nothing is left of it. @throws Refusal */
export async function down(o: { dir: string; purge?: boolean }): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (!existsSync(o.dir)) {
    say(`there is no cluster in ${o.dir}`);
    return;
  }
  const directory = realpathSync(o.dir);
  const running = await whoHas(directory);
  if (running) {
    await end(running);
    say(`process ${running.pid} has ended`);
  }
  const self = { pid: process.pid, server: '', startedAt: '' };
  const lock = await takeDirectory(directory, self);
  if ('heldBy' in lock) throw new Refusal(`solo was started in ${directory} again meanwhile`);
  try {
    const numbers = nodeNumbers(directory);
    if (numbers.length > 0) {
      checkMachine(thisMachine());
      // Interfaces and rules are named alike in all clusters: those there are may be another's.
      const networks = await takeNetworks(self);
      if ('heldBy' in networks) {
        const who = networks.heldBy ? ` (process ${networks.heldBy.pid}, ${networks.heldBy.server})` : '';
        throw new Refusal(`another solo on this machine has nodes${who}, whose networks would be lost; stop it first`);
      }
      await stopNodes(directory, numbers).finally(() => networks.release());
      say(`${numbers.length === 1 ? 'the node is' : `${numbers.length} nodes are`} stopped, with all their pods`);
    }
    if (!o.purge) return;
    const mounted = mountsUnder(directory);
    if (mounted.length > 0) throw new Refusal(`${mounted[0]} is still mounted; nothing was deleted`);
    const others = removeOwn(directory);
    say(others.length ? `${directory} still has what is not solo's: ${others.join(', ')}` : `${directory} is deleted`);
  } finally {
    await lock.release();
  }
}

/** Asks a process to end, and makes it when it does not: what it acknowledged is on disk. @throws Refusal when it may not be ended */
async function end({ pid }: Running): Promise<void> {
  for (const [signal, withinMs] of signals) {
    if (!isAlive(pid, signal)) return;
    const untilMs = performance.now() + withinMs;
    while (performance.now() < untilMs) {
      await delay(pollMs);
      if (!isAlive(pid)) return;
    }
  }
  throw new Refusal(`process ${pid} does not end`);
}

function isAlive(pid: number, signal: NodeJS.Signals | 0 = 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
    throw new Refusal(`process ${pid} is another user's: try it with sudo`);
  }
}

async function stopNodes(directory: string, numbers: readonly number[]): Promise<void> {
  const [{ openImages, openNode }, { removeServiceRules }] = await Promise.all([
    import('../bootstrap/nodes.ts'),
    import('../kubelet/service-proxy/index.ts'),
  ]);
  const log = logger('solo', 'warn');
  const images = await openImages(directory, { hostImages: [], logger: log });
  for (const number of numbers) {
    const runtime = await openNode(nodePlace(directory, number), { images, logger: log, now: () => new Date() });
    await runtime.purge();
  }
  await removeServiceRules();
}

/** Everything that a cluster makes in its directory. */
const own = /^(state\.db.*|pki|admin\.kubeconfig|cache|images|store|tmp|volumes|nodes|load\.sock|solo\.log.*)$/;

/** Deletes what is solo's in a directory, and the directory when nothing else is in it; says what is. */
function removeOwn(directory: string): string[] {
  const entries = readdirSync(directory);
  for (const name of entries.filter((entry) => own.test(entry))) rmSync(join(directory, name), { recursive: true });
  const others = entries.filter((entry) => !own.test(entry));
  if (others.length === 0) rmdirSync(directory);
  return others;
}

function mountsUnder(directory: string): string[] {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  return points.filter((point) => point.startsWith(`${directory}/`));
}
