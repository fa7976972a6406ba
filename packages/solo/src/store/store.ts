// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json } from '../apiserver/kind.ts';

/** An object as it lies in the store: JSON text without its resourceVersion, and the revision that is its resourceVersion. */
export interface Stored {
  /** `namespace/name`, or `name`. */
  readonly key: string;
  readonly revision: number;
  /** With `metadata.resourceVersion` in it. */
  readonly json: string;
}

/** A change of a collection, in the order of revisions. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly collection: string;
  readonly key: string;
  readonly revision: number;
  /** The object after the change (for DELETED: as it last was, with the revision of the deletion). Parsed once for all watchers: frozen. */
  readonly object: Json;
  /** As `object`, as text. */
  readonly json: string;
  /** The object before the change: selectors need it to turn MODIFIED into ADDED or DELETED. */
  readonly previous: Json | undefined;
}

/** One page of a collection. */
export interface Page {
  readonly items: readonly Stored[];
  /** The revision the page, and all that follow it, were read at. */
  readonly revision: number;
  /** The key to go on after; undefined on the last page. */
  readonly next: string | undefined;
  /** Objects after this page. */
  readonly remaining: number;
}

/** Thrown when an object is not at the revision that a write expects. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
}

/** Thrown when a revision to go on from is compacted away. */
export class Compacted extends Error {
  override readonly name = 'Compacted';
}

/** Objects by collection and key, in revisions that only grow; what is acknowledged survives kill -9. Reads see all acknowledged writes. */
export interface Store {
  /** The last revision given out. */
  readonly revision: number;
  get(collection: string, key: string): Stored | undefined;
  list(collection: string, o?: { namespace?: string; after?: string; limit?: number; revision?: number }): Page;
  /** Objects in a collection. */
  count(collection: string): number;
  /** Writes an object; `expected` is its present revision, 0 for a new one. Resolves when durable. @throws RevisionConflict */
  put(collection: string, key: string, object: Json, expected: number): Promise<Stored>;
  /** Removes an object; the event carries `object`. @throws RevisionConflict */
  remove(collection: string, key: string, object: Json, expected: number): Promise<Stored>;
  /** Events after a revision, in order, until the signal. @throws Compacted */
  watch(collection: string, o: { namespace?: string; after: number }, signal: AbortSignal): AsyncIterable<StoreEvent>;
  /**
   * As `watch`, but when `nextBookmarkMs` says that it is time (undefined: never again), and nothing is outstanding, it also gives
   * the revision up to which all was given. @throws Compacted
   */
  follow(
    collection: string,
    o: { namespace?: string; after: number; nextBookmarkMs: () => number | undefined },
    signal: AbortSignal,
  ): AsyncIterable<StoreEvent | number>;
  /** Calls back on every event of every collection, in order, after it is durable. */
  onEvent(listener: (event: StoreEvent) => void): void;
  /** Keys of the objects that name an owner's uid in metadata.ownerReferences: an index, not a search. */
  dependents(ownerUid: string): readonly { collection: string; key: string }[];
  /** Forgets what happened before a revision. */
  compact(revision: number): void;
  close(): void;
}
