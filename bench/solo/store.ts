// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** How fast solo's store and verbs are without a network: `node bench/solo/store.ts [OBJECTS]`. Prints one figure a line. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prune } from '../../packages/solo/src/apiserver/crd/structural/prune.ts';
import { builtinKinds, builtinSchemas } from '../../packages/solo/src/apiserver/kinds/builtins.ts';
import { kindRegistry } from '../../packages/solo/src/apiserver/kinds/registry.ts';
import { typeMismatch } from '../../packages/solo/src/apiserver/kinds/schemas/mismatch.ts';
import { dropUnknownFields } from '../../packages/solo/src/apiserver/kinds/schemas/unknown-fields.ts';
import { storedWorld } from '../../packages/solo/src/apiserver/kinds/world.ts';
import { patches } from '../../packages/solo/src/apiserver/patch/index.ts';
import type { ApiRequest, ApiResponse, Handler } from '../../packages/solo/src/apiserver/request.ts';
import { requestInfo } from '../../packages/solo/src/apiserver/request-info.ts';
import { createRest } from '../../packages/solo/src/apiserver/rest/rest.ts';
import { openStore } from '../../packages/solo/src/store/open-store.ts';

const objects = Number(process.argv[2] ?? 5000);
const writers = 32;
const watchers = 100;
const now = () => new Date();
const directory = mkdtempSync(join(tmpdir(), 'bench-solo-'));

function show(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(44)} ${value.toFixed(value < 100 ? 1 : 0).padStart(9)} ${unit}`);
}

async function timed(work: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Does something so many times, `writers` at once. */
async function spread(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const one = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: writers }, one));
}

const text = 'x'.repeat(1000);
const configMap = (index: number) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'bench', name: `object-${index}`, labels: { part: String(index % 10) } },
  data: { text },
});

async function measureStore(): Promise<void> {
  const store = openStore(join(directory, 'store.db'), { now });
  const put = (index: number) => store.put('/configmaps', `bench/object-${index}`, configMap(index), 0);
  const few = Math.min(objects, 1000);
  const oneByOneMs = await timed(async () => {
    for (let index = 0; index < few; index++) await put(index);
  });
  show('store: writes one by one', (few / oneByOneMs) * 1000, 'per s');
  const manyMs = await timed(() => spread(objects, (index) => put(few + index)));
  show(`store: writes, ${writers} at once`, (objects / manyMs) * 1000, 'per s');
  const readMs = await timed(() => {
    for (let index = 0; index < objects; index++) store.get('/configmaps', `bench/object-${index}`);
  });
  show('store: reads', (objects / readMs) * 1000, 'per s');
  show(`store: page of ${objects}`, await timed(() => store.list('/configmaps', { limit: objects })), 'ms');
  store.close();
}

function client(handler: Handler) {
  return (method: string, url: string, body?: object): Promise<ApiResponse> => {
    const { pathname: path, searchParams: query } = new URL(url, 'http://localhost');
    const request: ApiRequest = {
      method,
      path,
      query,
      headers: { 'user-agent': 'bench/1' },
      body: body && Buffer.from(JSON.stringify(body)),
      user: { name: 'bench', groups: [] },
      info: requestInfo(method, path, query),
      signal: AbortSignal.timeout(60_000),
      warnings: [],
    };
    return handler(request);
  };
}

async function measureVerbs(): Promise<void> {
  const store = openStore(join(directory, 'verbs.db'), { now });
  const kinds = kindRegistry(
    builtinKinds({ schemas: builtinSchemas(join(directory, 'schemas')), world: storedWorld({ store, now }) }),
  );
  const handler = createRest({
    kinds,
    store,
    now,
    patches,
    schemas: {
      mismatch: (kind, object) => (kind.isCustom ? undefined : typeMismatch(kind.schema, object)),
      prune: (kind, object) => (kind.isCustom ? prune(kind.schema, object) : dropUnknownFields(kind.schema, object)),
    },
    admission: { mutate: (_, object) => Promise.resolve(object), validate: () => Promise.resolve() },
  });
  const send = client(handler);
  await send('POST', '/api/v1/namespaces', { metadata: { name: 'bench' } });
  const collection = '/api/v1/namespaces/bench/configmaps';
  const createMs = await timed(() => spread(objects, (index) => send('POST', collection, configMap(index))));
  show(`verbs: creates, ${writers} at once`, (objects / createMs) * 1000, 'per s');
  const updateMs = await timed(() =>
    spread(objects, (index) =>
      send('PUT', `${collection}/object-${index}`, { ...configMap(index), data: { text: 'y' } }),
    ),
  );
  show(`verbs: updates, ${writers} at once`, (objects / updateMs) * 1000, 'per s');
  const getMs = await timed(() => spread(objects, (index) => send('GET', `${collection}/object-${index}`)));
  show('verbs: gets', (objects / getMs) * 1000, 'per s');
  for (const query of ['', '?labelSelector=part%3D3', '?fieldSelector=metadata.name%3Dobject-7']) {
    show(
      `verbs: list of ${objects}${query && `, ${decodeURIComponent(query.slice(1))}`}`,
      await listMs(send, collection + query),
      'ms',
    );
  }
  await measureFanOut(send, collection, store.revision);
  globalThis.gc?.();
  show(`memory with ${objects} objects stored`, process.memoryUsage.rss() / 2 ** 20, 'MiB');
  store.close();
}

/** The best of five: how long it takes, not how often it is disturbed. */
async function listMs(send: ReturnType<typeof client>, url: string): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < 5; i++) taken.push(await timed(() => send('GET', url)));
  return Math.min(...taken);
}

async function measureFanOut(send: ReturnType<typeof client>, collection: string, revision: number): Promise<void> {
  const events = Math.min(objects, 1000);
  const follow = async () => {
    const answer = await send('GET', `${collection}?watch=true&resourceVersion=${revision}`);
    if (!('watch' in answer)) throw new Error('no watch');
    let seen = 0;
    for await (const _ of answer.watch) if (++seen === events) return;
  };
  const following = Array.from({ length: watchers }, follow);
  const ms = await timed(async () => {
    await spread(events, (index) =>
      send('PUT', `${collection}/object-${index}`, { ...configMap(index), data: { text: 'z' } }),
    );
    await Promise.all(following);
  });
  show(`verbs: events to ${watchers} watches`, ((events * watchers) / ms) * 1000, 'per s');
}

try {
  await measureStore();
  await measureVerbs();
} finally {
  rmSync(directory, { recursive: true });
}
