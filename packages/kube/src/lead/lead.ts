// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Client } from '../client/client.ts';
import { delay } from '../delay.ts';
import { type Logger, logged } from '../logger.ts';
import { fenced } from './fenced.ts';
import { LeaseLock } from './lease-lock.ts';

/** How long a lease lasts, how long its holder tries to renew it, and how often. */
export interface LeaseTiming {
  leaseMs: number;
  renewMs: number;
  retryMs: number;
}

/** Who wants to lead what, and what it does then. */
export interface LeadOptions {
  client: Client;
  namespace: string;
  /** The lease's name. */
  name: string;
  /** Who we are: the pod's name. */
  identity: string;
  logger: Logger;
  signal: AbortSignal;
  /**
   * Leads, until `signal` aborts or it is done. `client` refuses to write once the lease could be another's, also when
   * this process was stopped for a while and has not noticed yet.
   */
  lead: (signal: AbortSignal, client: Client) => Promise<void>;
  /** @defaultValue 15, 10 and 2 s */
  timing?: LeaseTiming;
}

/** That the lease could not be renewed in time: someone else may lead now. */
export class LeadershipLost extends Error {
  override readonly name = 'LeadershipLost';
}

const defaultTiming = { leaseMs: 15_000, renewMs: 10_000, retryMs: 2_000 };

/**
 * Waits for the lease, leads, and gives the lease back when leading has ended; it is renewed until then. Returns without
 * leading when the signal aborts first. @throws {@link LeadershipLost} after which the process should end
 */
export async function lead(o: LeadOptions): Promise<void> {
  const timing = o.timing ?? defaultTiming;
  const lock = new LeaseLock(o, timing.leaseMs);
  if (!(await acquire(o, lock, timing))) return;
  o.logger.info({ lease: o.name, identity: o.identity }, 'leading');

  const leading = new AbortController();
  const ended = new AbortController();
  const stop = () => leading.abort();
  if (o.signal.aborted) stop();
  else o.signal.addEventListener('abort', stop, { once: true });
  let isHeld = true;
  const client = fenced(o.client, () => isHeld && performance.now() - lock.heldSinceMs < timing.renewMs);

  const led = o.lead(leading.signal, client).finally(() => ended.abort());
  const isLost = await renewUntil(ended.signal, o, lock, timing);
  o.signal.removeEventListener('abort', stop);
  isHeld = false;
  stop();
  if (isLost) {
    led.catch((error: unknown) =>
      o.logger.debug({ err: error }, 'leading ended with an error after the lease was lost'),
    );
    await Promise.race([led.catch(() => undefined), delay(timing.leaseMs - timing.renewMs, ended.signal)]);
    throw new LeadershipLost(`lease ${o.name} could not be renewed for ${timing.renewMs} ms`);
  }
  await lock.release().catch((error: unknown) => o.logger.warn(logged(error), 'the lease was not given back'));
  await led;
}

async function acquire(o: LeadOptions, lock: LeaseLock, timing: LeaseTiming): Promise<boolean> {
  while (!o.signal.aborted) {
    if (await attempt(o, lock, timing.renewMs)) return true;
    await delay(timing.retryMs * (1 + Math.random() * 0.2), o.signal);
  }
  return false;
}

/** Renews until `ended` aborts (gives false) or the lease is lost (gives true). */
async function renewUntil(ended: AbortSignal, o: LeadOptions, lock: LeaseLock, timing: LeaseTiming): Promise<boolean> {
  while (!ended.aborted) {
    await delay(timing.retryMs, ended);
    if (ended.aborted) break;
    const leftMs = lock.heldSinceMs + timing.renewMs - performance.now();
    if (leftMs > 0) await attempt(o, lock, leftMs);
    if (performance.now() - lock.heldSinceMs >= timing.renewMs || lock.isTaken) return true;
  }
  return false;
}

async function attempt(o: LeadOptions, lock: LeaseLock, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const tooLate = delay(timeoutMs, timer.signal).then(() => false);
  const trying = lock.tryHold().catch((error: unknown) => {
    o.logger.warn({ ...logged(error), lease: o.name }, 'the lease could not be taken or renewed');
    return false;
  });
  try {
    return await Promise.race([trying, tooLate]);
  } finally {
    timer.abort();
  }
}
