// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { hostname } from 'node:os';
import { ApiError, isNotFound } from '../client/api-error.ts';
import type { Client } from '../client/client.ts';
import { TokenBucket } from '../client/token-bucket.ts';
import { ConnectionError } from '../client/transport.ts';
import { wireTime } from '../conditions.ts';
import { type Backoff, delay, jitteredMs } from '../delay.ts';
import { type Logger, logged } from '../logger.ts';
import type { KubeObject } from '../object.ts';
import { resources } from '../resource.ts';
import type { CoreEvent } from '../wire.ts';

/** Tells people what happened to an object. */
export interface Recorder {
  /** Records an event in the background; never throws, and drops what is too much. */
  event(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** Resolves when everything recorded so far was sent or given up; from then on nothing is tried twice. */
  flush(): Promise<void>;
}

/** What a recorder is made of. */
export interface RecorderOptions {
  client: Client;
  /** Who reports, such as `virtualmachine-controller`. */
  component: string;
  host?: string;
  logger: Logger;
  now: () => Date;
  /** How long to wait while the API server cannot be reached. @defaultValue 500 ms doubled up to 10 s, with jitter */
  backoff?: Backoff;
}

const defaultBackoff = { baseMs: 500, capMs: 10_000 };
const maxAttempts = 8;
const queueCap = 1000;
const knownCap = 4096;
const maxMessageLength = 1024;
const sameForMs = 600_000;
// As client-go: of one object 25 events at once, then one in five minutes.
const spam = { burst: 25, qps: 1 / 300 };

interface Known {
  namespace: string;
  name: string;
  count: number;
  lastMs: number;
}

/** A recorder that counts up an identical event of the last ten minutes instead of writing it again. */
export function recorder(o: RecorderOptions): Recorder {
  const known = new Map<string, Known>();
  const buckets = new Map<string, TokenBucket>();
  const queue: { key: string; event: CoreEvent }[] = [];
  const hurry = new AbortController();
  let sending: Promise<void> | undefined;
  let sequence = 0;

  const send = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await attempt(next.key, next.event);
    }
    sending = undefined;
  };
  const attempt = async (key: string, event: CoreEvent) => {
    for (let failures = 0; ; failures++) {
      try {
        await write(key, event);
        return;
      } catch (error) {
        if (!isPassing(error) || hurry.signal.aborted || failures + 1 >= maxAttempts) {
          o.logger.warn({ ...logged(error), reason: event.reason }, 'an event could not be recorded');
          return;
        }
        await delay(jitteredMs(o.backoff ?? defaultBackoff, failures), hurry.signal);
      }
    }
  };
  const write = async (key: string, event: CoreEvent) => {
    const nowMs = o.now().getTime();
    const same = known.get(key);
    known.delete(key);
    if (same && nowMs - same.lastMs < sameForMs) {
      const body = { count: same.count + 1, lastTimestamp: event.lastTimestamp };
      try {
        await o.client.patch(resources.events, same, { type: 'merge', body });
        known.set(key, { ...same, count: body.count, lastMs: nowMs });
        return;
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    const { namespace = 'default', name = '' } = event.metadata;
    await o.client.create(resources.events, event);
    known.set(key, { namespace, name, count: 1, lastMs: nowMs });
    trim(known, knownCap);
  };
  const isSpam = (object: string) => {
    const nowMs = () => o.now().getTime();
    const bucket = buckets.get(object) ?? new TokenBucket({ ...spam, nowMs });
    buckets.delete(object);
    buckets.set(object, bucket);
    trim(buckets, knownCap);
    return !bucket.tryTake();
  };

  return {
    event(object, type, reason, message) {
      const { uid, name = '', namespace = 'default' } = object.metadata ?? {};
      const source = [object.kind, namespace, name, uid].join('/');
      if (queue.length >= queueCap || isSpam(source)) return;
      const suffix = `${o.now().getTime().toString(16)}${(sequence++ % 4096).toString(16).padStart(3, '0')}`;
      queue.push({
        key: [source, type, reason, message].join('\n'),
        event: {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: { name: `${name.slice(0, 200)}.${suffix}`, namespace },
          involvedObject: {
            apiVersion: object.apiVersion,
            kind: object.kind,
            name,
            namespace: object.metadata?.namespace,
            uid,
            resourceVersion: object.metadata?.resourceVersion,
          },
          type,
          reason,
          message: message.slice(0, maxMessageLength),
          count: 1,
          firstTimestamp: wireTime(o.now()),
          lastTimestamp: wireTime(o.now()),
          source: { component: o.component, host: o.host ?? hostname() },
        },
      });
      sending ??= send();
    },
    flush() {
      hurry.abort();
      return sending ?? Promise.resolve();
    },
  };
}

/** Whether a failure is of the moment: the server could not be reached, or could not do it now. */
function isPassing(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof ApiError && (error.code >= 500 || error.code === 429));
}

/** Drops the oldest entries beyond a bound. */
function trim(map: Map<string, unknown>, cap: number): void {
  for (const key of map.keys()) {
    if (map.size <= cap) return;
    map.delete(key);
  }
}
