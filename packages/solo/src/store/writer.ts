// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DatabaseSync } from 'node:sqlite';
import type { Json } from '../apiserver/kind.ts';
import { type VersionRow, writeStatements } from './database.ts';
import { RevisionConflict, type Stored } from './store.ts';

/** One write: what becomes of an object that is expected to be at a revision. */
export interface Write {
  collection: string;
  key: string;
  object: Json;
  /** 0: there is none. */
  expected: number;
  removes: boolean;
}

interface Batch {
  rows: VersionRow[];
  /** Resolves when the batch is durable. */
  done: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: the writes of one tick of the event loop become one transaction, so that a disk's slowness is paid once for all of
 * them. Nobody is answered, not even "conflict" because of a write in the same batch, before that transaction is on disk.
 */
export class Writer {
  readonly #db: DatabaseSync;
  readonly #sql: ReturnType<typeof writeStatements>;
  readonly #committed: (rows: VersionRow[]) => void;
  #batch: Batch | undefined;
  /** The last revision that is durable. */
  #durable: number;
  #next: number;

  constructor(db: DatabaseSync, revision: number, committed: (rows: VersionRow[]) => void) {
    this.#db = db;
    this.#sql = writeStatements(db);
    this.#durable = revision;
    this.#next = revision + 1;
    this.#committed = committed;
  }

  async write(w: Write): Promise<Stored> {
    const batch = this.#begin();
    let stored: Stored | undefined;
    try {
      stored = this.#execute(batch, w);
    } catch (error) {
      // SQLite may have rolled the whole transaction back already: nothing of the batch counts.
      this.#fail(batch, error);
    }
    await batch.done;
    if (stored) return stored;
    throw new RevisionConflict(`${w.collection} ${w.key} is not at revision ${w.expected}`);
  }

  /** Forgets overwritten and removed states up to a revision, as part of the present batch. */
  forget(after: number, upTo: number): void {
    const batch = this.#begin();
    try {
      this.#sql.dropOverwritten.run(after, upTo);
      this.#sql.dropTombstones.run(after, upTo);
      this.#sql.setCompacted.run(upTo);
    } catch (error) {
      this.#fail(batch, error);
    }
  }

  /** Commits what is pending. */
  flush(): void {
    const batch = this.#batch;
    if (!batch) return;
    try {
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#fail(batch, error);
      return;
    }
    this.#batch = undefined;
    this.#durable = this.#next - 1;
    batch.resolve();
    this.#committed(batch.rows);
  }

  #begin(): Batch {
    if (this.#batch) return this.#batch;
    this.#db.exec('BEGIN IMMEDIATE');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => undefined);
    const batch: Batch = { rows: [], done: promise, resolve, reject };
    this.#batch = batch;
    setImmediate(() => {
      if (this.#batch === batch) this.flush();
    });
    return batch;
  }

  #fail(batch: Batch, error: unknown): void {
    if (this.#batch !== batch) return;
    this.#batch = undefined;
    this.#next = this.#durable + 1;
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    batch.reject(error);
  }

  #execute(batch: Batch, w: Write): Stored | undefined {
    const { collection, key } = w;
    const found = this.#sql.find.get(collection, key) as { revision: number; owners: string | null } | undefined;
    const previous = found?.revision ?? 0;
    if (previous !== w.expected) return undefined;
    const revision = this.#next++;
    const json = textOf(w.object, revision);
    const type = w.removes ? 2 : previous === 0 ? 0 : 1;
    this.#sql.addVersion.run(revision, collection, key, type, previous, json);
    const owners = w.removes ? null : ownersOf(w.object);
    if (w.removes) this.#sql.unpoint.run(collection, key);
    else this.#sql.point.run(collection, key, revision, owners);
    if (owners !== (found?.owners ?? null)) {
      for (const uid of uids(found?.owners)) this.#sql.dropOwner.run(uid, collection, key);
      for (const uid of uids(owners)) this.#sql.addOwner.run(uid, collection, key);
    }
    batch.rows.push({ revision, collection, key, type, previous, json });
    return { key, revision, json };
  }
}

function textOf(object: Json, revision: number): string {
  return JSON.stringify({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } });
}

/** The uids of an object's owners, joined by spaces; null for none. */
function ownersOf(object: Json): string | null {
  const owners = object.metadata?.ownerReferences;
  return owners?.length ? owners.map((owner) => owner.uid).join(' ') : null;
}

function uids(owners: string | null | undefined): string[] {
  return owners ? owners.split(' ') : [];
}
