// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance, VirtualMachineStartFailure } from '@kubevirt-ts/api';
import { enteredAt, everRan, isFinal, wireTime } from '../virtual-machine-instance/index.ts';
import type { RunStrategy } from './run-strategy.ts';

const baseMs = 10_000;
const capMs = 300_000;

/** The wait before the start after `failures` VMIs in a row that never ran; `random` is in [0, 1). */
export const startDelayMs = (failures: number, random: number): number => {
  const delayMs = baseMs * failures ** 2;
  return Math.min(capMs, Math.floor(delayMs + (random * delayMs) / 2));
};

/** Whether a VMI ended by itself without its guest ever having run. */
export const failedToStart = (vmi: VirtualMachineInstance): boolean => {
  if (!isFinal(vmi.status?.phase) || everRan(vmi)) return false;
  const deletedAt = vmi.metadata?.deletionTimestamp;
  const endedAt = enteredAt(vmi, vmi.status?.phase ?? '');
  return !deletedAt || (endedAt !== undefined && endedAt < new Date(deletedAt));
};

/** What the record of failed starts depends on. */
export interface StartFailureInput {
  strategy: RunStrategy;
  vmi?: VirtualMachineInstance;
  now: Date;
  /** In [0, 1). */
  random: number;
}

/**
 * The record of starts that failed in a row: one more per VMI that ended before its guest ran, none once a guest runs.
 * @differs a VMI that was deleted before its guest ran is not held against the VM
 */
export const startFailure = (
  known: VirtualMachineStartFailure | undefined,
  { strategy, vmi, now, random }: StartFailureInput,
): VirtualMachineStartFailure | undefined => {
  if (strategy === 'Halted' || strategy === 'Manual') return undefined;
  if (!vmi) return known;
  if (everRan(vmi)) return undefined;
  if (!failedToStart(vmi) || known?.lastFailedVMIUID === vmi.metadata?.uid) return known;
  const consecutiveFailCount = (known?.consecutiveFailCount ?? 0) + 1;
  return {
    consecutiveFailCount,
    lastFailedVMIUID: vmi.metadata?.uid,
    retryAfterTimestamp: wireTime(new Date(now.getTime() + startDelayMs(consecutiveFailCount, random))),
  };
};

/** How long the next start has to wait; 0 when it need not. */
export const startWaitMs = (known: VirtualMachineStartFailure | undefined, now: Date): number =>
  known?.retryAfterTimestamp ? Math.max(0, Date.parse(known.retryAfterTimestamp) - now.getTime()) : 0;
