// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json } from '../apiserver/kind.ts';
import { Change } from './change.ts';
import { type Connections, readStatements, type VersionRow } from './database.ts';
import { defaultLimits, History, type HistoryLimits } from './history.ts';
import { lastKey, pageAt } from './page.ts';
import { Recent } from './recent.ts';
import { Compacted, type Page, type Store, type Stored, type StoreEvent } from './store.ts';
import { Watchers } from './watchers.ts';
import { Writer } from './writer.ts';

/** What a store is given besides its file. */
export interface StoreOptions {
  now: () => Date;
  /** @defaultValue five minutes, 50,000 revisions, 128 MiB */
  history?: HistoryLimits;
}

const recentLimits = { maxEvents: 1000, maxBytes: 4 * 2 ** 20 };
// Events that a watch which lags behind reads from the file at once.
const eventsPerRead = 500;

/** A store in an SQLite file: objects stay on disk as text, only the latest changes are in memory. */
export class SqliteStore implements Store {
  readonly #db: Connections;
  readonly #sql: ReturnType<typeof readStatements>;
  readonly #writer: Writer;
  readonly #recent = new Recent(recentLimits);
  readonly #history: History;
  readonly #watchers = new Watchers();
  readonly #listeners: ((event: StoreEvent) => void)[] = [];
  readonly #now: () => Date;
  #revision: number;
  #compacted: number;
  #isClosed = false;

  constructor(db: Connections, o: StoreOptions) {
    this.#db = db;
    this.#sql = readStatements(db.reader);
    this.#now = o.now;
    this.#compacted = Number(this.#sql.compacted.get()?.revision);
    this.#revision = Math.max(this.#compacted, Number(this.#sql.lastRevision.get()?.revision ?? 0));
    this.#writer = new Writer(db.writer, this.#revision, (rows) => this.#committed(rows));
    const bytes = Number(this.#sql.historyBytes.get(this.#compacted)?.bytes);
    this.#history = new History(o.history ?? defaultLimits, {
      compacted: this.#compacted,
      revision: this.#revision,
      bytes,
      timeMs: o.now().getTime(),
    });
  }

  get revision(): number {
    return this.#revision;
  }

  get(collection: string, key: string): Stored | undefined {
    return this.#sql.get.get(collection, key) as Stored | undefined;
  }

  list(collection: string, o: { namespace?: string; after?: string; limit?: number; revision?: number } = {}): Page {
    const revision = o.revision ?? this.#revision;
    if (revision < this.#compacted) throw new Compacted(`revision ${revision} is compacted`);
    return pageAt(this.#sql, collection, { ...o, revision, isCurrent: revision >= this.#revision });
  }

  count(collection: string): number {
    return Number(this.#sql.count.get(collection, '', lastKey)?.count);
  }

  put(collection: string, key: string, object: Json, expected: number): Promise<Stored> {
    return this.#writer.write({ collection, key, object, expected, removes: false });
  }

  remove(collection: string, key: string, object: Json, expected: number): Promise<Stored> {
    return this.#writer.write({ collection, key, object, expected, removes: true });
  }

  async *watch(
    collection: string,
    o: { namespace?: string; after: number },
    signal: AbortSignal,
  ): AsyncGenerator<StoreEvent> {
    for await (const event of this.follow(collection, { ...o, nextBookmarkMs: () => undefined }, signal)) {
      if (typeof event !== 'number') yield event;
    }
  }

  async *follow(
    collection: string,
    o: { namespace?: string; after: number; nextBookmarkMs: () => number | undefined },
    signal: AbortSignal,
  ): AsyncGenerator<StoreEvent | number> {
    const prefix = o.namespace ? `${o.namespace}/` : '';
    let position = o.after;
    let bookmark = dueIn(o.nextBookmarkMs());
    while (!signal.aborted && !this.#isClosed) {
      while (position < this.#revision) {
        const { events, upTo } = this.#eventsAfter(position, collection);
        for (const event of events) {
          position = event.revision;
          if (event.key.startsWith(prefix)) yield event;
          if (signal.aborted || this.#isClosed) return;
        }
        position = Math.max(position, upTo);
      }
      if (bookmark !== undefined && bookmark <= performance.now()) {
        bookmark = dueIn(o.nextBookmarkMs());
        yield Math.max(position, this.#revision);
        continue;
      }
      const woken = await this.#watchers.next(collection, signal, bookmark);
      if (woken === 'ended') return;
      // Nothing of this collection lies between: an idle watch does not fall behind.
      position = Math.max(position, woken === 'due' ? this.#revision : woken - 1);
    }
  }

  onEvent(listener: (event: StoreEvent) => void): void {
    this.#listeners.push(listener);
  }

  dependents(ownerUid: string): readonly { collection: string; key: string }[] {
    return this.#sql.dependents.all(ownerUid) as { collection: string; key: string }[];
  }

  compact(revision: number): void {
    const upTo = Math.min(revision, this.#revision);
    if (upTo <= this.#compacted) return;
    this.#writer.forget(this.#compacted, upTo);
    this.#compacted = upTo;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#writer.flush();
    this.#isClosed = true;
    this.#watchers.end();
    this.#db.reader.close();
    this.#db.writer.close();
  }

  /** Events of a collection after a position, and how far they reach. */
  #eventsAfter(position: number, collection: string): { events: Change[]; upTo: number } {
    if (position < this.#compacted) throw new Compacted(`revision ${position} is compacted`);
    const upTo = this.#revision;
    if (position + 1 >= this.#recent.first) {
      const events: Change[] = [];
      for (let revision = position + 1; revision <= upTo; revision++) {
        const change = this.#recent.at(revision);
        if (change?.collection === collection) events.push(change);
      }
      return { events, upTo };
    }
    const rows = this.#sql.eventsAfter.all(position, upTo, collection, eventsPerRead) as unknown as VersionRow[];
    const events = rows.map((row) => this.#change(row));
    return { events, upTo: rows.length < eventsPerRead ? upTo : position };
  }

  #change(row: VersionRow): Change {
    return new Change(row, (revision) => this.#objectAt(revision));
  }

  #objectAt(revision: number): Json {
    const recent = this.#recent.at(revision);
    if (recent) return recent.object;
    const row = this.#sql.version.get(revision) as { json: string } | undefined;
    if (!row) throw new Compacted(`revision ${revision} is compacted`);
    return JSON.parse(row.json) as Json;
  }

  #committed(rows: VersionRow[]): void {
    const changes = rows.map((row) => this.#change(row));
    let bytes = 0;
    const touched = new Map<string, number>();
    for (const change of changes) {
      this.#recent.push(change);
      this.#revision = change.revision;
      bytes += change.json.length;
      if (!touched.has(change.collection)) touched.set(change.collection, change.revision);
    }
    for (const change of changes) for (const listener of this.#listeners) listener(change);
    for (const [collection, revision] of touched) this.#watchers.wake(collection, revision);
    if (changes.length > 0) this.#keepShort(bytes);
  }

  #keepShort(bytes: number): void {
    const timeMs = this.#now().getTime();
    this.#history.wrote(this.#revision, bytes, timeMs);
    const cut = this.#history.cut(this.#revision, timeMs);
    if (cut !== undefined) this.compact(cut);
  }
}

function dueIn(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : performance.now() + ms;
}
