// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  ApiError,
  type Client,
  isExpired,
  isNotFound,
  isObject,
  type KubeObject,
  pathOf,
  type Resource,
} from '@kubevirt-ts/kube';
import type { ApiRequest, ApiResponse, Handler, User } from './request.ts';
import { requestInfo } from './request-info.ts';

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

interface Call {
  method: string;
  path: string;
  query?: Record<string, string | undefined>;
  body?: object;
  contentType?: string;
  signal?: AbortSignal;
}

/**
 * A client of the API server in the same process: the same path as over HTTP, less the transport. What watches give is frozen
 * and shared, without managedFields. `agent` is what its writes are known by where they name no field manager.
 */
export function loopback(
  handler: Handler,
  user: User,
  agent = user.name.slice(user.name.lastIndexOf(':') + 1),
): Client {
  const send = (call: Call, signal: AbortSignal) => {
    const query = new URLSearchParams(
      Object.entries(call.query ?? {}).filter((entry): entry is [string, string] => Boolean(entry[1])),
    );
    const request: ApiRequest = {
      method: call.method,
      path: call.path,
      query,
      headers: {
        accept: 'application/json',
        'user-agent': agent,
        'content-type': call.contentType ?? 'application/json',
      },
      body: call.body,
      user,
      info: requestInfo(call.method, call.path, query),
      signal,
      warnings: [],
    };
    return handler(request).catch((error: unknown) => {
      throw during(call, error);
    });
  };
  const json = async (call: Call): Promise<unknown> => {
    const answer = await send(call, call.signal ?? new AbortController().signal);
    if ('stream' in answer) return streamed(call, answer);
    if (!('body' in answer)) throw new Error(`${call.method} ${call.path} did not answer with an object`);
    return typeof answer.body === 'string' ? JSON.parse(answer.body) : structuredClone(answer.body);
  };
  const object = async <T extends KubeObject>(r: Resource<T>, call: Call) => typed(r, (await json(call)) as T);

  const client: Client = {
    get: (r, ref) => object(r, { method: 'GET', path: pathOf(r, ref) }),
    find: (r, ref) => client.get(r, ref).catch((error) => (isNotFound(error) ? undefined : Promise.reject(error))),
    async list(r, o = {}) {
      const all = async (limit: number) => {
        const items: (typeof r.objects & KubeObject)[] = [];
        let next: string | undefined;
        for (;;) {
          const query = {
            labelSelector: o.labelSelector,
            fieldSelector: o.fieldSelector,
            limit: String(limit),
            continue: next,
          };
          const call = { method: 'GET', path: pathOf(r, { namespace: o.namespace }), query, signal: o.signal };
          const page = (await json(call)) as {
            items: KubeObject[];
            metadata: { continue?: string; resourceVersion: string };
          };
          for (const item of page.items) items.push(typed(r, item) as never);
          next = page.metadata.continue || undefined;
          if (!next) return { items: items as never[], resourceVersion: page.metadata.resourceVersion };
        }
      };
      // The snapshot that the pages come from may be compacted away meanwhile: then everything is taken at once.
      return all(o.limit ?? 500).catch((error) => (isExpired(error) ? all(0) : Promise.reject(error)));
    },
    create(r, body, o = {}) {
      const { namespace, name } = body.metadata ?? {};
      const path = pathOf(r, o.subresource ? { namespace, name } : { namespace }, o.subresource);
      return object(r, { method: 'POST', path, query: writeQuery(o), body: typed(r, body) });
    },
    update(r, body, o = {}) {
      const path = pathOf(r, body.metadata, o.subresource);
      return object(r, { method: 'PUT', path, query: writeQuery(o), body: typed(r, body) });
    },
    patch(r, ref, patch, o = {}) {
      const path = pathOf(r, ref, o.subresource);
      const body = patch.body as object;
      return object(r, { method: 'PATCH', path, query: writeQuery(o), body, contentType: patchTypes[patch.type] });
    },
    apply(r, body, o) {
      const query = { ...writeQuery(o), force: o.force ? 'true' : undefined };
      const path = pathOf(r, body.metadata, o.subresource);
      const contentType = 'application/apply-patch+yaml';
      return object(r, { method: 'PATCH', path, query, body: typed(r, body), contentType });
    },
    async delete(r, ref, o = {}) {
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', ...o };
      await json({ method: 'DELETE', path: pathOf(r, ref), body }).catch((error) =>
        isNotFound(error) ? undefined : Promise.reject(error),
      );
    },
    async *watch<T extends KubeObject>(...[r, o, signal]: Parameters<Client['watch']>) {
      const path = pathOf(r, { namespace: o.namespace });
      const { labelSelector, fieldSelector, resourceVersion } = o;
      const query = { labelSelector, fieldSelector, resourceVersion, watch: 'true', allowWatchBookmarks: 'true' };
      const answer = await send({ method: 'GET', path, query }, signal);
      if (!('watch' in answer)) throw new Error(`GET ${path} did not answer with a watch`);
      for await (const line of answer.watch) {
        if (line.type === 'ERROR') throw new ApiError(line.object as never, { during: `WATCH ${path}` });
        yield { type: line.type, object: shared((line.parsed?.() ?? line.object) as T) };
      }
    },
    raw(method, path, body) {
      const mark = path.indexOf('?');
      const query = Object.fromEntries(new URLSearchParams(mark < 0 ? '' : path.slice(mark + 1)));
      return json({ method, path: mark < 0 ? path : path.slice(0, mark), query, body: body as object | undefined });
    },
  };
  return client;
}

/** What an extension API server answers may not be larger. */
const maxStreamedBytes = 16 * 1024 * 1024;

/** The JSON that another server sent. @throws ApiError when it refused */
async function streamed(call: Call, answer: Extract<ApiResponse, { stream: unknown }>): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer.stream) {
    bytes += part.length;
    if (bytes > maxStreamedBytes) throw new Error(`${call.method} ${call.path} answered too much`);
    parts.push(Buffer.from(part));
  }
  const text = Buffer.concat(parts).toString();
  const value: unknown = answer.contentType.includes('json') ? JSON.parse(text) : undefined;
  if (answer.status < 300) return value;
  const status = isObject(value) && value.kind === 'Status' ? value : { code: answer.status, message: text.trim() };
  throw during(call, new ApiError({ code: answer.status, ...status }));
}

function during(call: Call, error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const { status, retryAfterMs } = error;
  return new ApiError(status, { during: `${call.method} ${call.path}`, retryAfterMs });
}

function writeQuery(o: { fieldManager?: string; dryRun?: boolean }): Record<string, string | undefined> {
  return { fieldManager: o.fieldManager, dryRun: o.dryRun ? 'All' : undefined };
}

/** Items of lists come without apiVersion and kind. */
function typed<T extends KubeObject>(r: Resource<KubeObject>, object: T): T {
  return object.kind === undefined ? { apiVersion: r.apiVersion, kind: r.kind, ...object } : object;
}

const withoutManagers = new WeakMap<object, object>();

/** An object less its managedFields, the same one for all who are given it. */
function shared<T extends KubeObject>(object: T): T {
  if (object.metadata?.managedFields === undefined) return object;
  const known = withoutManagers.get(object);
  if (known) return known as T;
  const { managedFields: _, ...metadata } = object.metadata;
  const slim = Object.freeze({ ...object, metadata: Object.freeze(metadata) });
  withoutManagers.set(object, slim);
  return slim;
}
