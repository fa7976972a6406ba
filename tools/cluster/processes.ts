// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { attempt, detach, until } from '../shell.ts';
import { kubeconfig, logFile, pidFile, pidOf } from './layout.ts';

/** Starts a program in a session of its own and keeps its process id; only those are ever stopped. */
export function start(program: string, command: string, args: readonly string[]): void {
  writeFileSync(pidFile(program), String(detach(command, args, logFile(program))));
}

/** Stops a program that `start` started: SIGTERM, then SIGKILL after ten seconds. */
export async function stop(program: string): Promise<void> {
  const pid = pidOf(program);
  if (pid === undefined) return;
  rmSync(pidFile(program), { force: true });
  if (!signal(pid, 'SIGTERM')) return;
  await until(`${program} has ended`, 10, () => !isAlive(pid)).catch(() => signal(pid, 'SIGKILL'));
}

/** Sends a signal; false when there is no such process any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return false;
  return !/^State:\s*[ZX]/m.test(readFileSync(file, 'utf8'));
}

/** Runs kubectl as the cluster's administrator; true when it succeeded. */
export function kubectlSucceeds(...args: string[]): boolean {
  return attempt('kubectl', ['--kubeconfig', kubeconfig, ...args]).code === 0;
}

/** The command and arguments that run a program inside a node. */
export function insideNode(node: string, command: string, args: readonly string[]): [string, string[]] {
  const holder = pidOf(`${node}.holder`);
  if (holder === undefined) throw new Error(`${node} is not up`);
  return ['nsenter', ['-t', String(holder), '-m', '-u', '-n', '--', command, ...args]];
}
