// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage } from 'node:http';
import { delay, jitteredMs } from '../delay.ts';
import type { KubeObject, Ref } from '../object.ts';
import { pathOf, type Resource } from '../resource.ts';
import type { Status } from '../wire.ts';
import { ApiError, isExpired, isNotFound } from './api-error.ts';
import type { Client, Listed, ListOptions, Patch, WatchEvent, WriteOptions } from './client.ts';
import { lines } from './lines.ts';
import type { TokenBucket } from './token-bucket.ts';
import { type Call, ConnectionError, type Transport } from './transport.ts';

/** What a client over REST is made of. */
export interface RestOptions {
  transport: Transport;
  bucket: TokenBucket;
  /** How long one request may take. */
  timeoutMs: number;
  /** Told of every answer; code 0 is none at all. */
  observe?: (call: Call, code: number, seconds: number) => void;
}

const retryBackoff = { baseMs: 250, capMs: 5000 };
const maxAttempts = 5;
const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

/** A client that speaks the Kubernetes API over the transport given. */
export function restClient(o: RestOptions): Client {
  const json = (call: Call) => withRetries(call, () => once(o, call));
  const get = async <T extends KubeObject>(r: Resource<T>, path: string) =>
    typed(r, (await json({ method: 'GET', path })) as T);

  const client: Client = {
    get: (r, ref) => get(r, pathOf(r, ref)),
    find: (r, ref) => client.get(r, ref).catch((error) => (isNotFound(error) ? undefined : Promise.reject(error))),
    list: (r, options = {}) => list(json, r, options),
    async create(r, object, options = {}) {
      const metadata = object.metadata ?? {};
      const ref = options.subresource ? metadata : { namespace: metadata.namespace };
      const path = pathOf(r, ref, options.subresource) + query(writeQuery(options));
      return typed(r, (await json({ method: 'POST', path, body: typed(r, object) })) as typeof object);
    },
    async update(r, object, options = {}) {
      const path = pathOf(r, object.metadata, options.subresource) + query(writeQuery(options));
      return typed(r, (await json({ method: 'PUT', path, body: typed(r, object) })) as typeof object);
    },
    async patch<T extends KubeObject>(r: Resource<T>, ref: Ref, patch: Patch, options: WriteOptions = {}) {
      const path = pathOf(r, ref, options.subresource) + query(writeQuery(options));
      const call = { method: 'PATCH', path, body: patch.body, contentType: patchTypes[patch.type] };
      return typed(r, (await json(call)) as T);
    },
    async apply(r, object, options) {
      const path =
        pathOf(r, object.metadata, options.subresource) + query({ ...writeQuery(options), force: options.force });
      const call = { method: 'PATCH', path, body: typed(r, object), contentType: 'application/apply-patch+yaml' };
      return typed(r, (await json(call)) as typeof object);
    },
    async delete(r, ref, options = {}) {
      const call = {
        method: 'DELETE',
        path: pathOf(r, ref),
        body: { apiVersion: 'v1', kind: 'DeleteOptions', ...options },
      };
      await json(call).catch((error) => (isNotFound(error) ? undefined : Promise.reject(error)));
    },
    watch: (r, options, signal) => watch(o, r, options, signal),
    raw: (method, path, requestBody) => json({ method, path, body: requestBody }),
  };
  return client;
}

type Send = (call: Call) => Promise<unknown>;

async function list<T extends KubeObject>(send: Send, r: Resource<T>, o: ListOptions): Promise<Listed<T>> {
  const items: T[] = [];
  let limit = o.limit ?? 500;
  let next: string | undefined;
  for (;;) {
    const path = pathOf(r, { namespace: o.namespace }) + query({ ...selectors(o), limit, continue: next });
    try {
      const page = (await send({ method: 'GET', path, signal: o.signal })) as {
        items?: T[];
        metadata?: { continue?: string; resourceVersion?: string };
      };
      for (const item of page.items ?? []) items.push(typed(r, item));
      next = page.metadata?.continue || undefined;
      if (!next) return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
    } catch (error) {
      if (!next || !isExpired(error)) throw error;
      // The snapshot the pages came from is gone: take everything at once instead.
      items.length = 0;
      next = undefined;
      limit = 0;
    }
  }
}

const watchSeconds = { least: 240, spread: 60 };
const watchAnswerMs = 60_000;
const watchGraceMs = 15_000;

async function* watch<T extends KubeObject>(
  o: RestOptions,
  r: Resource<T>,
  options: ListOptions & { resourceVersion: string },
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>> {
  const timeoutSeconds = Math.round(watchSeconds.least + Math.random() * watchSeconds.spread);
  const path =
    pathOf(r, { namespace: options.namespace }) +
    query({
      ...selectors(options),
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion: options.resourceVersion,
      timeoutSeconds,
    });
  const call = { method: 'GET', path };
  const ours = new AbortController();
  const stop = () => ours.abort();
  signal.addEventListener('abort', stop, { once: true });
  // A peer that died without a word: the answer, and later the server's own time limit, must come.
  let deadline = setTimeout(stop, watchAnswerMs);
  try {
    if (signal.aborted) return;
    await delay(o.bucket.take(), signal);
    const startedMs = performance.now();
    const response = await o.transport(call, ours.signal);
    o.observe?.(call, response.statusCode ?? 0, (performance.now() - startedMs) / 1000);
    if (response.statusCode !== 200) throw failure(call, response, await text(response));
    clearTimeout(deadline);
    deadline = setTimeout(stop, timeoutSeconds * 1000 + watchGraceMs);
    for await (const line of lines(response)) {
      const event = JSON.parse(line) as WatchEvent<T> | { type: 'ERROR'; object: Status };
      if (event.type === 'ERROR') throw new ApiError(event.object as Status, { during: `WATCH ${path}` });
      yield { type: event.type, object: typed(r, event.object as T) };
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

async function withRetries(call: Call, attempt: () => Promise<unknown>): Promise<unknown> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      const waitMs = failures + 1 < maxAttempts ? retryAfterMs(call, error, failures) : undefined;
      if (waitMs === undefined || call.signal?.aborted) throw error;
      await delay(waitMs, call.signal);
    }
  }
}

function retryAfterMs(call: Call, error: unknown, failures: number): number | undefined {
  if (error instanceof ApiError) {
    if (error.code === 429 && error.retryAfterMs !== undefined) return error.retryAfterMs;
    // The token may have been replaced since it was read; the transport reads it anew.
    return error.code === 401 && failures === 0 ? 0 : undefined;
  }
  const idempotent = call.method === 'GET' || call.method === 'PUT' || call.method === 'DELETE';
  const unanswered = error instanceof ConnectionError && ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(error.code);
  return idempotent && unanswered ? jitteredMs(retryBackoff, failures) : undefined;
}

async function once(o: RestOptions, call: Call): Promise<unknown> {
  await delay(o.bucket.take(), call.signal);
  const startedMs = performance.now();
  const ours = new AbortController();
  const deadline = setTimeout(() => ours.abort(new Error(`no answer within ${o.timeoutMs} ms`)), o.timeoutMs);
  const giveUp = () => ours.abort(call.signal?.reason);
  if (call.signal?.aborted) giveUp();
  call.signal?.addEventListener('abort', giveUp, { once: true });
  let code = 0;
  try {
    const response = await o.transport(call, ours.signal);
    const answer = await text(response);
    code = response.statusCode ?? 0;
    if (code < 200 || code > 299) throw failure(call, response, answer);
    const isJson = response.headers['content-type']?.includes('json');
    return answer && isJson ? JSON.parse(answer) : answer;
  } finally {
    clearTimeout(deadline);
    call.signal?.removeEventListener('abort', giveUp);
    o.observe?.(call, code, (performance.now() - startedMs) / 1000);
  }
}

async function text(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function failure(call: Call, response: IncomingMessage, answer: string): ApiError {
  const during = `${call.method} ${call.path}`;
  const retryAfter = Number(response.headers['retry-after']);
  const retryAfterMs = Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined;
  return new ApiError(statusOf(response.statusCode ?? 0, answer), { during, retryAfterMs });
}

function statusOf(code: number, answer: string): Status {
  try {
    const status = JSON.parse(answer) as Status;
    if (status.kind === 'Status') return { ...status, code: status.code ?? code };
  } catch {
    // Proxies and webhooks answer in plain text.
  }
  return {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code,
    message: answer.slice(0, 1000) || `HTTP ${code}`,
  };
}

/** List items come without apiVersion and kind; everything else here keeps what the server said. */
function typed<T extends KubeObject>(r: Resource<T>, object: T): T {
  if (object && typeof object === 'object' && object.kind === undefined) {
    return { apiVersion: r.apiVersion, kind: r.kind, ...object };
  }
  return object;
}

function selectors(o: ListOptions): Record<string, string | undefined> {
  return { labelSelector: o.labelSelector, fieldSelector: o.fieldSelector };
}

function writeQuery(o: WriteOptions): Record<string, string | undefined> {
  return { fieldManager: o.fieldManager, dryRun: o.dryRun ? 'All' : undefined };
}

function query(values: Record<string, string | number | boolean | undefined>): string {
  const set = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === '' || value === false || value === 0 ? [] : [[name, String(value)]],
  );
  return set.length ? `?${new URLSearchParams(set)}` : '';
}
