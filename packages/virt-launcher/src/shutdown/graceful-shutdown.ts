// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { setTimeout as sleep } from 'node:timers/promises';

/** What the end of a guest looked like from inside its pod; the words are read by virt-controller. */
export type ShutdownOutcome = 'guest-shutdown' | 'grace-period-expired';

/** The monitor of the guest, as far as a shutdown needs it. */
export interface Monitor {
  execute(command: string): Promise<unknown>;
  /** Resolves once QEMU has gone. */
  closed: Promise<unknown>;
}

/** Times of a shutdown, in milliseconds. */
export interface ShutdownTimes {
  /** How long the guest has before it is cut off. */
  graceMs: number;
  /** How often the power button is pressed until the guest reacts. */
  pressEveryMs: number;
  /** How often the guest is looked at. */
  lookEveryMs: number;
  /** How long virt-handler has to record the outcome and end QEMU before it is ended here. */
  patienceMs: number;
}

/** KubeVirt presses the button every five seconds. */
export const usualTimes = { pressEveryMs: 5_000, lookEveryMs: 200, patienceMs: 10_000 } as const;

async function hasShutDown(monitor: Monitor): Promise<boolean> {
  const answer = await monitor.execute('query-status');
  return (answer as { status?: string }).status === 'shutdown';
}

/** Presses the power button until the guest has shut down or its time is over. */
async function waitForGuest(monitor: Monitor, times: ShutdownTimes, gone: () => boolean): Promise<boolean> {
  for (let waitedMs = 0; !gone(); waitedMs += times.lookEveryMs) {
    if (await hasShutDown(monitor)) return true;
    if (waitedMs >= times.graceMs) return false;
    if (waitedMs % times.pressEveryMs === 0) await monitor.execute('system_powerdown');
    await Promise.race([sleep(times.lookEveryMs), monitor.closed]);
  }
  return false;
}

/**
 * Shuts the guest down as pressing its power button does, and ends QEMU: virt-handler does that once it has recorded the
 * outcome; when it does not, or the grace period is over, this does. The outcome is written down before QEMU can end.
 *
 * Without a grace period the guest is ended at once, which is then what was asked for.
 */
export async function gracefulShutdown(
  monitor: Monitor,
  times: ShutdownTimes,
  writeDown: (outcome: ShutdownOutcome) => void,
): Promise<ShutdownOutcome> {
  let over = false;
  const closed = monitor.closed.then(() => {
    over = true;
  });
  const immediate = times.graceMs === 0;
  try {
    const done = immediate || (await waitForGuest(monitor, times, () => over));
    const outcome = done ? 'guest-shutdown' : 'grace-period-expired';
    if (!over) writeDown(outcome);
    if (done && !immediate) await Promise.race([closed, sleep(times.patienceMs)]);
    if (!over) await monitor.execute('quit');
    return outcome;
  } catch (error) {
    if (over) return 'grace-period-expired';
    throw error;
  }
}
