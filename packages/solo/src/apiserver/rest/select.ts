// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Page, Stored } from '../../store/store.ts';
import type { Json } from '../kind.ts';
import { type Call, storeKey } from './call.ts';
import type { Selection } from './selection.ts';

/** One selected object: as text, or parsed where it had to be. */
export interface Item {
  text: string;
  object?: Json;
}

/** Which part of a selection is wanted. */
export interface Part {
  /** 0: all of it. */
  limit: number;
  after?: string;
  revision?: number;
}

/** What was selected. */
export interface Selected {
  items: Item[];
  revision: number;
  /** The key to go on after; undefined when nothing can follow. */
  next: string | undefined;
  /** Objects that follow; undefined when it is not known how many of them are selected. */
  remaining: number | undefined;
}

// Stored objects that are looked at in one go when not all of them are wanted.
const chunk = 500;

/** The selected objects of a collection, in the version of the call's kind. @throws Compacted */
export async function select(call: Call, selection: Selection, part: Part): Promise<Selected> {
  const { kind, o, namespace } = call;
  const { name } = selection;
  if (name !== undefined && (namespace || !kind.namespaced)) return selectOne(call, selection, name);
  const read = (more: { after?: string; limit?: number; revision?: number }): Page =>
    o.store.list(kind.collection, { namespace, ...more });
  if (selection.isAll) {
    const page = read({ after: part.after, revision: part.revision, limit: part.limit || undefined });
    const texts = await call.view.texts(kind, page.items);
    return { ...page, items: texts.map((text) => ({ text })) };
  }
  const items: Item[] = [];
  let { after, revision } = part;
  for (;;) {
    const page = read({ after, revision, limit: chunk });
    revision = page.revision;
    for (const { key, item } of await selectedOf(call, selection, page.items)) {
      items.push(item);
      if (items.length === part.limit) {
        const isLast = page.next === undefined && key === page.items.at(-1)?.key;
        return { items, revision, next: isLast ? undefined : key, remaining: undefined };
      }
    }
    if (page.next === undefined) return { items, revision, next: undefined, remaining: undefined };
    after = page.next;
  }
}

async function selectOne(call: Call, selection: Selection, name: string): Promise<Selected> {
  const { kind, o } = call;
  const stored = o.store.get(kind.collection, storeKey(call, name));
  const selected = stored ? await selectedOf(call, selection, [stored]) : [];
  return { items: selected.map(({ item }) => item), revision: o.store.revision, next: undefined, remaining: undefined };
}

async function selectedOf(
  call: Call,
  selection: Selection,
  stored: readonly Stored[],
): Promise<{ key: string; item: Item }[]> {
  const { kind, view } = call;
  const candidates = stored.filter((one) => !view.isAsStored(kind, one) || selection.mayMatch(one.json));
  const objects = await view.objects(kind, candidates);
  return candidates.flatMap((one, index) => {
    const object = objects[index] as Json;
    if (!selection.matches(object)) return [];
    const text = view.isAsStored(kind, one) ? one.json : JSON.stringify(object);
    return [{ key: one.key, item: { text, object } }];
  });
}
