// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@kubevirt-ts/kube';
import { type Clock, clock } from '@kubevirt-ts/testkit';
import type { Admission } from '../src/apiserver/admission/admission.ts';
import { statusOf } from '../src/apiserver/errors.ts';
import type { Json, Kind, Kinds } from '../src/apiserver/kind.ts';
import { kindRegistry } from '../src/apiserver/kinds/registry.ts';
import { metadataCauses, metadataUpdateCauses } from '../src/apiserver/kinds/validation/metadata.ts';
import { isDnsSubdomain } from '../src/apiserver/kinds/validation/names.ts';
import { loopback } from '../src/apiserver/loopback.ts';
import { patches } from '../src/apiserver/patch/index.ts';
import type { ApiRequest, ApiResponse, Handler, WatchLine } from '../src/apiserver/request.ts';
import { requestInfo } from '../src/apiserver/request-info.ts';
import { createRest, type RestOptions } from '../src/apiserver/rest/rest.ts';
import type { Schema } from '../src/apiserver/schema.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';

/** What a request was answered. */
export interface Answer {
  status: number;
  body: Json;
  warnings: string[];
}

/** Something to send besides method and path. */
export interface Sending {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

const text: Schema = { type: 'string' };
const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** An API server with small kinds of its own over a store in a temporary file; no admission but what a test sets. */
export class RestWorld implements Disposable {
  readonly clock: Clock = clock();
  readonly kinds: Kinds;
  readonly handler: Handler;
  readonly client: Client;
  /** What admission does; tests replace its functions. */
  readonly admission: Admission = {
    mutate: (_, object) => Promise.resolve(object),
    validate: () => Promise.resolve(),
  };
  store: Store;
  readonly #directory = mkdtempSync(join(tmpdir(), 'solo-rest-'));

  constructor(o: Partial<RestOptions> = {}, kinds: readonly Kind[] = defaultKinds()) {
    this.store = openStore(join(this.#directory, 'state.db'), { now: this.clock.now });
    this.kinds = kindRegistry(kinds);
    this.handler = createRest({
      kinds: this.kinds,
      store: this.store,
      now: this.clock.now,
      schemas: { mismatch: () => undefined, prune: dropUnknown },
      patches,
      admission: this.admission,
      ...o,
    });
    this.client = loopback(this.handler, { name: 'system:test', groups: ['system:masters'] });
  }

  /** Makes the namespaces that tests use. */
  async namespaces(...names: string[]): Promise<void> {
    for (const name of names) await this.send('POST', '/api/v1/namespaces', { metadata: { name } });
  }

  /** Sends a request; refusals are answers. A string is a body as text. */
  async send(method: string, url: string, body?: object | string, o: Sending = {}): Promise<Answer> {
    const request = this.#request(method, url, body, o);
    try {
      const answer = await this.handler(request);
      return { ...(await bodyOf(answer)), warnings: request.warnings };
    } catch (error) {
      const status = statusOf(error);
      return { status: status.code, body: status as unknown as Json, warnings: request.warnings };
    }
  }

  /** Follows a watch; `next` gives its lines one by one. */
  async follow(url: string, o: Sending = {}): Promise<Following> {
    const stop = new AbortController();
    const answer = await this.handler(this.#request('GET', url, undefined, { ...o, signal: stop.signal }));
    if (!('watch' in answer)) throw new Error('this is no watch');
    return new Following(answer.watch[Symbol.asyncIterator](), stop);
  }

  [Symbol.dispose](): void {
    this.store.close();
    rmSync(this.#directory, { recursive: true });
  }

  #request(...[method, url, body, o]: [string, string, object | string | undefined, Sending]): ApiRequest {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    return {
      method,
      path: pathname,
      query: searchParams,
      headers: { 'user-agent': 'tester/1', ...o.headers },
      body: body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      user: { name: 'tester', groups: ['system:masters'] },
      info: requestInfo(method, pathname, searchParams),
      signal: o.signal ?? new AbortController().signal,
      warnings: [],
    };
  }
}

/** A watch that a test follows. */
export class Following {
  readonly #lines: AsyncIterator<WatchLine>;
  readonly #stop: AbortController;

  constructor(lines: AsyncIterator<WatchLine>, stop: AbortController) {
    this.#lines = lines;
    this.#stop = stop;
  }

  /** The next line; undefined when the watch is over. */
  async next(): Promise<{ type: string; object: Json } | undefined> {
    const { value, done } = await this.#lines.next();
    if (done) return undefined;
    const { type, object } = value as WatchLine;
    return { type, object: (typeof object === 'string' ? JSON.parse(object) : object) as Json };
  }

  /** The next lines, each as its type and its object's name. */
  async names(count: number): Promise<string[]> {
    const found: string[] = [];
    for (let line = await this.next(); line; line = await this.next()) {
      found.push(`${line.type} ${line.object.metadata?.name ?? ''}`);
      if (found.length === count) break;
    }
    return found;
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#lines.return?.();
  }
}

async function bodyOf(answer: ApiResponse): Promise<Pick<Answer, 'status' | 'body'>> {
  if ('body' in answer) {
    const value = typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body;
    return { status: answer.status, body: JSON.parse(JSON.stringify(value)) };
  }
  if (!('stream' in answer)) throw new Error('the answer has no body');
  let found = '';
  for await (const chunk of answer.stream) found += String(chunk);
  return { status: answer.status, body: found as unknown as Json };
}

/** Drops what is not among the properties of the kind and of its spec. */
function dropUnknown(kind: Kind, object: Json): string[] {
  const dropped: string[] = [];
  const drop = (schema: Schema, value: Record<string, unknown>, path: string) => {
    for (const key of Object.keys(value)) {
      const field = schema.properties?.[key];
      if (schema.properties && !field && !schema['x-kubernetes-preserve-unknown-fields']) {
        dropped.push(path + key);
        delete value[key];
      } else if (field?.properties && value[key] && typeof value[key] === 'object') {
        drop(field, value[key] as Record<string, unknown>, `${path}${key}.`);
      }
    }
  };
  drop(kind.schema, object, '');
  return dropped;
}

/** A kind with what a test does not say filled in. */
function kindOf(o: Partial<Kind> & Pick<Kind, 'kind' | 'plural'>): Kind {
  const group = o.group ?? '';
  const version = o.version ?? 'v1';
  const spec: Schema = { type: 'object', properties: { size: { type: 'integer' }, replicas: { type: 'integer' } } };
  const { namespaced = true } = o;
  return {
    group,
    version,
    singular: o.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced,
    collection: `${group}/${o.plural}`,
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    schema: {
      type: 'object',
      properties: { apiVersion: text, kind: text, metadata: open, spec, status: open, data: open },
    },
    isCustom: false,
    storageVersion: version,
    convert: (objects) => Promise.resolve(objects),
    columns: [
      {
        name: 'Name',
        type: 'string',
        format: 'name',
        description: 'the name',
        priority: 0,
        cell: (object) => object.metadata?.name,
      },
    ],
    hasStatus: false,
    connectors: {},
    ...o,
    strategy: {
      ...(!o.isCustom && {
        validate: (object: Json) => metadataCauses(object, { namespaced, nameRule: isDnsSubdomain }),
        validateUpdate: metadataUpdateCauses,
      }),
      ...o.strategy,
    },
  };
}

/** Namespaces, plain built-in things, pods that are deleted gracefully, and custom widgets with status and scale. */
function defaultKinds(): Kind[] {
  return [
    kindOf({ kind: 'Namespace', plural: 'namespaces', namespaced: false }),
    kindOf({ kind: 'Thing', plural: 'things' }),
    kindOf({ kind: 'Event', plural: 'events' }),
    kindOf({ kind: 'Lease', plural: 'leases', group: 'coordination.k8s.io' }),
    kindOf({
      kind: 'Pod',
      plural: 'pods',
      hasStatus: true,
      strategy: {
        graceSeconds: (_, asked) => asked ?? 30,
        selectableFields: (object) => ({ 'spec.size': String((object.spec as { size?: number })?.size ?? '') }),
      },
    }),
    widget(),
  ];
}

/** A custom kind with status and scale. */
export function widget(o: Partial<Kind> = {}): Kind {
  return kindOf({
    kind: 'Widget',
    plural: 'widgets',
    group: 'example.com',
    isCustom: true,
    hasStatus: true,
    scale: {
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas',
      labelSelectorPath: '.status.selector',
    },
    strategy: {
      setDefaults: (object) => {
        const spec = object.spec as { size?: number } | undefined;
        if (spec) spec.size ??= 3;
      },
    },
    ...o,
  });
}
