// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFileSync } from 'node:fs';

/** A process, told from any later one with the same number. */
export interface ProcessMark {
  readonly pid: number;
  /** Clock ticks from the machine's start to its own. */
  readonly startTicks: string;
  /** Of the machine's present run. */
  readonly boot: string;
}

let boot: string | undefined;

/** Marks a process that runs now; undefined when there is none. */
export function mark(pid: number): ProcessMark | undefined {
  const stat = statOf(pid);
  return stat && { pid, startTicks: stat.startTicks, boot: bootId() };
}

/** Whether a marked process still runs; a zombie does not. */
export function isAlive({ pid, startTicks, boot: then }: ProcessMark): boolean {
  if (then !== bootId()) return false;
  const stat = statOf(pid);
  return stat !== undefined && stat.startTicks === startTicks && stat.state !== 'Z' && stat.state !== 'X';
}

/** Sends a marked process a signal; false when it is gone. */
export function signal(process_: ProcessMark, name: NodeJS.Signals): boolean {
  if (!isAlive(process_)) return false;
  try {
    return process.kill(process_.pid, name);
  } catch {
    return false;
  }
}

function statOf(pid: number): { state: string; startTicks: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, with anything in it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}
