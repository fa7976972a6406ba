// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Json } from '../apiserver/kind.ts';
import { openStore } from './open-store.ts';
import type { StoreOptions } from './sqlite-store.ts';
import { Compacted, RevisionConflict, type Store, type StoreEvent } from './store.ts';

const object = (name: string, more: Partial<Json> = {}): Json => ({
  apiVersion: 'v1',
  kind: 'Thing',
  ...more,
  metadata: { name, namespace: 'a', ...more.metadata },
});

describe('the store', () => {
  let directory: string;
  let store: Store;
  let timeMs = 0;
  const open = (o: Partial<StoreOptions> = {}) =>
    openStore(join(directory, 'state.db'), { now: () => new Date(timeMs), ...o });

  beforeEach(() => {
    timeMs = Date.UTC(2030, 0, 1);
    directory = mkdtempSync(join(tmpdir(), 'solo-store-'));
    store = open();
  });
  afterEach(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });

  const collect = async (events: AsyncIterable<StoreEvent>, count: number): Promise<StoreEvent[]> => {
    const found: StoreEvent[] = [];
    for await (const event of events) if (found.push(event) === count) break;
    return found;
  };

  it('keeps what was put under growing revisions, and says so in the object', async () => {
    assert.equal(store.revision, 1);
    const first = await store.put('/things', 'a/x', object('x'), 0);
    const second = await store.put('/things', 'a/x', object('x', { kind: 'Other' }), first.revision);
    assert.deepEqual([first.revision, second.revision], [2, 3]);
    const found = store.get('/things', 'a/x');
    assert.equal(found?.revision, 3);
    const parsed = JSON.parse(found?.json ?? '') as Json;
    assert.equal(parsed.metadata?.resourceVersion, '3');
    assert.equal(parsed.kind, 'Other');
  });

  it('commits the writes of one tick together, and hides them until then', async () => {
    const writes = [1, 2, 3].map((n) => store.put('/things', `a/${n}`, object(`${n}`), 0));
    assert.equal(store.revision, 1);
    assert.equal(store.get('/things', 'a/1'), undefined);
    await writes[0];
    assert.equal(store.revision, 4);
    assert.equal(store.count('/things'), 3);
    await Promise.all(writes);
  });

  it('refuses a write that expects another revision, also within one tick', async () => {
    const [first, second] = await Promise.allSettled([
      store.put('/things', 'a/x', object('x'), 0),
      store.put('/things', 'a/x', object('x'), 0),
    ]);
    assert.equal(first.status, 'fulfilled');
    assert.ok(second.status === 'rejected' && second.reason instanceof RevisionConflict);
    await assert.rejects(store.remove('/things', 'a/x', object('x'), 1), RevisionConflict);
    await assert.rejects(store.remove('/things', 'a/y', object('y'), 1), RevisionConflict);
  });

  it('lists by namespace in pages, at the revision of the first page', async () => {
    for (const key of ['a/1', 'a/2', 'a/3', 'a-b/1', 'b/1']) await store.put('/things', key, object('x'), 0);
    const page = store.list('/things', { namespace: 'a', limit: 2 });
    assert.deepEqual(
      page.items.map((item) => item.key),
      ['a/1', 'a/2'],
    );
    assert.deepEqual([page.next, page.remaining], ['a/2', 1]);
    await store.remove('/things', 'a/3', object('x'), store.get('/things', 'a/3')?.revision ?? 0);
    await store.put('/things', 'a/4', object('x'), 0);
    const { next: after, revision } = page;
    const then = store.list('/things', { namespace: 'a', after, revision, limit: 2 });
    assert.deepEqual(
      then.items.map((item) => item.key),
      ['a/3'],
    );
    assert.equal(then.next, undefined);
    const now = store.list('/things', {});
    assert.deepEqual(
      now.items.map((item) => item.key),
      ['a-b/1', 'a/1', 'a/2', 'a/4', 'b/1'],
    );
  });

  it('gives an object of an old page as it was', async () => {
    const { revision } = await store.put('/things', 'a/x', object('x', { kind: 'Before' }), 0);
    await store.put('/things', 'a/x', object('x', { kind: 'After' }), revision);
    const [item] = store.list('/things', { revision }).items;
    assert.equal((JSON.parse(item?.json ?? '') as Json).kind, 'Before');
  });

  it('watches one collection and namespace, from the past into the future', async () => {
    await store.put('/things', 'a/x', object('x'), 0);
    await store.put('/others', 'a/x', object('x'), 0);
    await store.put('/things', 'b/x', object('x'), 0);
    const watching = collect(store.watch('/things', { namespace: 'a', after: 1 }, new AbortController().signal), 3);
    await store.put('/things', 'a/x', object('x', { kind: 'Changed' }), 2);
    await store.remove('/things', 'a/x', object('x', { kind: 'Last' }), 5);
    const events = await watching;
    assert.deepEqual(
      events.map(({ type, revision }) => [type, revision]),
      [
        ['ADDED', 2],
        ['MODIFIED', 5],
        ['DELETED', 6],
      ],
    );
    assert.equal(events[2]?.object.kind, 'Last');
    assert.equal(events[2]?.object.metadata?.resourceVersion, '6');
    assert.equal(events[2]?.previous?.kind, 'Changed');
    assert.ok(Object.isFrozen(events[2]?.object.metadata));
    assert.equal(events[0]?.previous, undefined);
  });

  it('shares one parsed object among all watches', async () => {
    const signal = new AbortController().signal;
    const watches = [1, 2].map(() => collect(store.watch('/things', { after: 1 }, signal), 1));
    await store.put('/things', 'a/x', object('x'), 0);
    const [[one], [two]] = (await Promise.all(watches)) as [StoreEvent[], StoreEvent[]];
    assert.equal(one?.object, two?.object);
  });

  it('ends watches with their signal and with itself', async () => {
    const abort = new AbortController();
    const aborted = collect(store.watch('/things', { after: 1 }, abort.signal), 1);
    const closed = collect(store.watch('/things', { after: 1 }, new AbortController().signal), 1);
    await store.put('/others', 'a/x', object('x'), 0);
    abort.abort();
    assert.deepEqual(await aborted, []);
    store.close();
    assert.deepEqual(await closed, []);
  });

  it('goes on after a restart: objects, revisions, events, owners', async () => {
    const owned = object('x', {
      metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'O', name: 'o', uid: 'u1' }] },
    });
    await store.put('/things', 'a/x', owned, 0);
    store.close();
    store = open();
    assert.equal(store.revision, 2);
    assert.deepEqual(
      store.dependents('u1').map((found) => ({ ...found })),
      [{ collection: '/things', key: 'a/x' }],
    );
    const [event] = await collect(store.watch('/things', { after: 1 }, new AbortController().signal), 1);
    assert.equal(event?.type, 'ADDED');
    const { revision } = await store.put('/things', 'a/x', object('x'), 2);
    assert.equal(revision, 3);
    assert.deepEqual(store.dependents('u1'), []);
  });

  it('forgets what is compacted, keeps what is there', async () => {
    await store.put('/things', 'a/x', object('x'), 0);
    await store.put('/things', 'a/x', object('x'), 2);
    await store.put('/things', 'a/y', object('y'), 0);
    await store.remove('/things', 'a/y', object('y'), 4);
    store.compact(5);
    await store.put('/things', 'a/z', object('z'), 0);
    await assert.rejects(collect(store.watch('/things', { after: 4 }, new AbortController().signal), 1), Compacted);
    assert.throws(() => store.list('/things', { revision: 4 }), Compacted);
    const [event] = await collect(store.watch('/things', { after: 5 }, new AbortController().signal), 1);
    assert.equal(event?.key, 'a/z');
    assert.equal(store.get('/things', 'a/x')?.revision, 3);
    store.close();
    store = open();
    assert.equal(store.revision, 6);
    assert.throws(() => store.list('/things', { revision: 4 }), Compacted);
  });

  it('keeps its revision when all that was written is gone and compacted', async () => {
    await store.put('/things', 'a/x', object('x'), 0);
    await store.remove('/things', 'a/x', object('x'), 2);
    store.compact(3);
    store.close();
    store = open();
    assert.equal(store.revision, 3);
    assert.equal((await store.put('/things', 'a/x', object('x'), 0)).revision, 4);
  });

  it('compacts by itself what is old', async () => {
    await store.put('/things', 'a/x', object('x'), 0);
    timeMs += 11_000;
    await store.put('/things', 'a/x', object('x'), 2);
    timeMs += 5 * 60_000 + 1;
    await store.put('/things', 'a/x', object('x'), 3);
    assert.throws(() => store.list('/things', { revision: 2 }), Compacted);
    assert.doesNotThrow(() => store.list('/things', { revision: 3 }));
  });

  it('compacts by itself what is too much', async () => {
    store.close();
    store = open({ history: { maxAgeMs: Number.MAX_SAFE_INTEGER, maxRevisions: 1000, maxBytes: 2 ** 30 } });
    for (let n = 0; n < 20; n++) {
      await Promise.all(Array.from({ length: 100 }, (_, i) => store.put('/things', `a/${n}-${i}`, object('x'), 0)));
    }
    assert.throws(() => store.list('/things', { revision: 500 }), Compacted);
    assert.equal(store.count('/things'), 2000);
  });

  it('serves a watch that lags far behind from the file', async () => {
    const writes = Array.from({ length: 3000 }, (_, i) => store.put('/things', `a/${i}`, object(`${i}`), 0));
    await Promise.all(writes);
    const events = await collect(store.watch('/things', { after: 1 }, new AbortController().signal), 3000);
    assert.deepEqual(
      events.map((event) => event.revision),
      Array.from({ length: 3000 }, (_, i) => i + 2),
    );
  });
});
