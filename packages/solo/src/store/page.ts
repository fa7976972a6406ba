// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { readStatements } from './database.ts';
import type { Page, Stored } from './store.ts';

/** Which part of a collection, and when. */
export interface PageQuery {
  namespace?: string;
  /** A key; the page begins behind it. */
  after?: string;
  limit?: number;
  revision: number;
  /** Whether nothing was written since that revision. */
  isCurrent: boolean;
}

type Reading = ReturnType<typeof readStatements>;
type Entry = { key: string; revision: number };

/** Above every key. */
export const lastKey = '\u{10ffff}';

/** A page of a collection as it was at a revision. */
export function pageAt(sql: Reading, collection: string, q: PageQuery): Page {
  const from = q.after ?? (q.namespace ? `${q.namespace}/` : '');
  // The character after `/` ends the range of a namespace.
  const to = q.namespace ? `${q.namespace}0` : lastKey;
  return q.isCurrent ? currentPage(sql, { collection, from, to }, q) : oldPage(sql, { collection, from, to }, q);
}

interface Range {
  collection: string;
  from: string;
  to: string;
}

function currentPage(sql: Reading, { collection, from, to }: Range, q: PageQuery): Page {
  const rows = sql.list.all(collection, from, to, q.limit ? q.limit + 1 : -1) as unknown as Stored[];
  if (!q.limit || rows.length <= q.limit) return { items: rows, revision: q.revision, next: undefined, remaining: 0 };
  rows.pop();
  const next = rows.at(-1)?.key;
  const remaining = next === undefined ? 0 : Number(sql.count.get(collection, next, to)?.count);
  return { items: rows, revision: q.revision, next, remaining };
}

/** What is there now, with what happened since undone: the first change since then of an object knows where it was before. */
function oldPage(sql: Reading, { collection, from, to }: Range, q: PageQuery): Page {
  const changes = sql.changesAfter.all(q.revision, collection) as unknown as { key: string; previous: number }[];
  const changed = new Map(changes.map(({ key, previous }) => [key, previous]));
  const entries = (sql.keys.all(collection, from, to) as unknown as Entry[]).filter(({ key }) => !changed.has(key));
  for (const [key, revision] of changed) {
    if (revision > 0 && compareBytes(key, from) > 0 && compareBytes(key, to) < 0) entries.push({ key, revision });
  }
  entries.sort((a, b) => compareBytes(a.key, b.key));
  const taken = q.limit ? entries.slice(0, q.limit) : entries;
  const items = taken.map(({ key, revision }) => ({ key, revision, json: String(sql.version.get(revision)?.json) }));
  const remaining = entries.length - taken.length;
  return { items, revision: q.revision, next: remaining > 0 ? taken.at(-1)?.key : undefined, remaining };
}

/** The order SQLite keeps text in, for the ASCII that keys are made of. */
function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
