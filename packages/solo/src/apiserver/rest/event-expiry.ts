// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Logger } from '@kubevirt-ts/kube';
import { RevisionConflict, type Store } from '../../store/store.ts';
import type { Json } from '../kind.ts';

// As the API server's --event-ttl has it when nothing is said.
const lifetimeMs = 60 * 60_000;
const everyMs = 5 * 60_000;

/** What old events are removed with. */
export interface EventExpiryOptions {
  store: Store;
  now: () => Date;
  logger: Logger;
  signal: AbortSignal;
  /** Waits; ends early when the signal aborts. */
  delay: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Removes old events every few minutes, until the signal aborts. */
export function eventExpiry(o: EventExpiryOptions): { readonly name: string; readonly stopped: Promise<void> } {
  const run = async () => {
    for (;;) {
      await o.delay(everyMs, o.signal);
      if (o.signal.aborted) return;
      try {
        await expireEvents(o);
      } catch (error) {
        o.logger.warn({ err: error }, 'old events could not be removed');
      }
    }
  };
  return { name: 'event expiry', stopped: run() };
}

/** Removes the events of which nothing was heard for an hour. */
async function expireEvents(o: Pick<EventExpiryOptions, 'store' | 'now'>): Promise<void> {
  const before = o.now().getTime() - lifetimeMs;
  for (const { key, revision, json } of o.store.list('/events').items) {
    const event = JSON.parse(json) as Json;
    if (lastHeardMs(event) > before) continue;
    try {
      await o.store.remove('/events', key, event, revision);
    } catch (error) {
      // It was counted up, or deleted, meanwhile.
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
}

function lastHeardMs(event: Json): number {
  const { metadata, lastTimestamp, eventTime, series } = event as Json &
    Record<string, string | undefined> & {
      series?: { lastObservedTime?: string };
    };
  const times = [metadata?.creationTimestamp, lastTimestamp, eventTime, series?.lastObservedTime];
  return Math.max(...times.map((time) => (time ? Date.parse(time) : 0)));
}
