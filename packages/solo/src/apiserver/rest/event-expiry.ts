// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { RevisionConflict, type Store } from '../../store/store.ts';
import type { Json } from '../kind.ts';

// As the API server's --event-ttl has it when nothing is said.
const lifetimeMs = 60 * 60_000;

/** Removes the events of which nothing was heard for an hour, and says how many. To be called every few minutes. */
export async function expireEvents(o: { store: Store; now: () => Date }): Promise<number> {
  const before = o.now().getTime() - lifetimeMs;
  let removed = 0;
  for (const { key, revision, json } of o.store.list('/events').items) {
    const event = JSON.parse(json) as Json;
    if (lastHeardMs(event) > before) continue;
    try {
      await o.store.remove('/events', key, event, revision);
      removed += 1;
    } catch (error) {
      // It was counted up, or deleted, meanwhile.
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
  return removed;
}

function lastHeardMs(event: Json): number {
  const { metadata, lastTimestamp, eventTime, series } = event as Json &
    Record<string, string | undefined> & {
      series?: { lastObservedTime?: string };
    };
  const times = [metadata?.creationTimestamp, lastTimestamp, eventTime, series?.lastObservedTime];
  return Math.max(...times.map((time) => (time ? Date.parse(time) : 0)));
}
