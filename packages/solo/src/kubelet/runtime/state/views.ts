// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFileSync } from 'node:fs';
import type { Container, Sandbox } from '../runtime.ts';
import type { Exit } from './exits.ts';
import { isAlive } from './process.ts';
import type { ContainerRecord, SandboxRecord } from './records.ts';

/** The code of one whose end nobody saw. @upstream containerd */
const unknownExitCode = 255;
/** The code of one that never ran. @upstream containerd */
const startErrorCode = 128;

/** Whether a sandbox' pause process is there. */
export function isReady(record: SandboxRecord): boolean {
  return record.phase === 'made' && record.process !== undefined && isAlive(record.process);
}

/** A sandbox as others see it. */
export function sandboxView(record: SandboxRecord): Sandbox {
  const { id, spec, ips, process } = record;
  return {
    id,
    pod: spec.pod,
    attempt: spec.attempt,
    labels: spec.labels,
    state: isReady(record) ? 'ready' : 'notReady',
    pid: process?.pid ?? 0,
    ips,
    createdAt: new Date(record.createdAt),
  };
}

/** A container as others see it, from what was written down, what conmon wrote, and whether its process is there. */
export function containerView(
  record: ContainerRecord,
  exit: Exit | undefined,
  conmonPid: () => number | undefined,
): Container {
  const { id, sandboxId, pod, spec, image: _, imageId, process } = record;
  const base = {
    id,
    sandboxId,
    pod,
    name: spec.name,
    attempt: spec.attempt,
    labels: spec.labels,
    image: spec.image,
    imageId,
    createdAt: new Date(record.createdAt),
  };
  if (record.phase === 'failed') {
    const at = new Date(record.failure?.at ?? record.createdAt);
    const message = record.failure?.message;
    return { ...base, state: 'exited', finishedAt: at, exitCode: startErrorCode, reason: 'StartError', message };
  }
  if (record.phase !== 'started') return { ...base, state: 'created' };
  const startedAt = record.startedAt === undefined ? undefined : new Date(record.startedAt);
  if (exit) {
    const { exitCode, at, outOfMemory } = exit;
    const reason = outOfMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error';
    return { ...base, state: 'exited', startedAt, finishedAt: at, exitCode, reason };
  }
  const runs = process !== undefined && (isAlive(process) || isConmonOf(id, conmonPid()));
  if (runs) return { ...base, state: 'running', startedAt, pid: process.pid };
  return { ...base, state: 'exited', startedAt, finishedAt: startedAt, exitCode: unknownExitCode, reason: 'Unknown' };
}

/** A process has ended, but conmon, which is about to write down how, has not. */
function isConmonOf(id: string, pid: number | undefined): boolean {
  if (!pid) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(id);
  } catch {
    return false;
  }
}
