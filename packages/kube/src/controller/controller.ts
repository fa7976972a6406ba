// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Registry } from 'prom-client';
import { isConflict } from '../client/api-error.ts';
import { type Backoff, backoffMs } from '../delay.ts';
import { type Logger, logged } from '../logger.ts';
import { workqueueMetrics } from '../metrics.ts';
import type { Source } from './source.ts';
import { WorkQueue } from './work-queue.ts';

/**
 * Makes the world fit the object a key names, from what it finds then: the key says nothing of what happened. Throwing
 * means again, later and later; a result means again after that time; otherwise it is done until something changes.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a reconciler that has nothing to say returns nothing
export type Reconcile = (key: string) => Promise<{ afterMs: number } | undefined | void>;

/** What a controller does and when. */
export interface ControllerOptions {
  /** Names its queue in metrics and logs. */
  name: string;
  /** How many keys are worked on at once. @defaultValue 1 */
  workers?: number;
  logger: Logger;
  metrics?: Registry;
  /** Ends it: nothing new is begun. */
  signal: AbortSignal;
  reconcile: Reconcile;
  sources: readonly Source[];
  /** How long a key that failed waits. @defaultValue 5 ms doubled up to 1000 s, as client-go */
  backoff?: Backoff;
}

/** A running controller. */
export interface Controller {
  readonly name: string;
  /** Has a key worked on, though none of the sources said so. */
  enqueue(key: string): void;
  enqueueAfter(key: string, delayMs: number): void;
  /** Resolves when it was ended and the last key being worked on is finished. */
  readonly stopped: Promise<void>;
}

const defaultBackoff = { baseMs: 5, capMs: 1_000_000 };

/** Runs a reconciler over the keys its sources give, once all of them have synced. */
export function controller(o: ControllerOptions): Controller {
  const labels = { name: o.name };
  const metrics = o.metrics && workqueueMetrics(o.metrics);
  const workers = o.workers ?? 1;
  const failures = new Map<string, number>();
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  let started = false;

  const queue = new WorkQueue({ name: o.name, metrics, onReady: () => started && pump() });
  const pump = () => {
    while (queue.active < workers && !o.signal.aborted) {
      const key = queue.take();
      if (key === undefined) break;
      void work(key);
    }
  };
  const work = async (key: string) => {
    try {
      const again = await o.reconcile(key);
      failures.delete(key);
      if (again) queue.addAfter(key, again.afterMs);
    } catch (error) {
      const attempt = failures.get(key) ?? 0;
      failures.set(key, attempt + 1);
      const waitMs = backoffMs(o.backoff ?? defaultBackoff, attempt);
      const level = isConflict(error) || o.signal.aborted ? 'debug' : 'warn';
      o.logger[level]({ ...logged(error), controller: o.name, key, attempt, waitMs }, 'reconciling failed');
      metrics?.retries.inc(labels);
      queue.addAfter(key, waitMs);
    } finally {
      queue.done(key);
      if (o.signal.aborted && queue.active === 0) stop();
      else pump();
    }
  };

  if (metrics) {
    const gauges = setInterval(() => {
      const runningMs = queue.runningMs();
      metrics.unfinishedSeconds.set(labels, runningMs.reduce((sum, ms) => sum + ms, 0) / 1000);
      metrics.longestRunningSeconds.set(labels, Math.max(0, ...runningMs) / 1000);
    }, 5000).unref();
    void stopped.then(() => clearInterval(gauges));
  }
  const end = () => {
    queue.close();
    if (queue.active === 0) stop();
  };
  if (o.signal.aborted) end();
  else o.signal.addEventListener('abort', end, { once: true });

  for (const source of o.sources) source.subscribe((key) => queue.add(key));
  Promise.all(o.sources.map((source) => source.synced())).then(
    () => {
      started = true;
      o.logger.debug({ controller: o.name, keys: queue.length }, 'controller started');
      pump();
    },
    (error: unknown) => {
      if (!o.signal.aborted) o.logger.error({ err: error, controller: o.name }, 'controller never started');
    },
  );
  return {
    name: o.name,
    enqueue: (key) => queue.add(key),
    enqueueAfter: (key, delayMs) => queue.addAfter(key, delayMs),
    stopped,
  };
}
