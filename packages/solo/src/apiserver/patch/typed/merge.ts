// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PathElement } from '../fields/path-element.ts';
import { entriesOf, type Form, formsOf, itemElement, itemsOf } from './form.ts';
import type { ListShape, MapShape, Shape } from './shape.ts';

/**
 * What a value is with an applied one laid over it: leaves are the applied one's, nothing is removed. Lists that the
 * applied one mentions come in its order, with what it does not mention where it stood. @throws TypeMismatch
 */
export function merge(shape: Shape, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return live;
  const form = formsOf(shape, live, applied).at(-1) as Form;
  if (form === 'map' && shape.map && !shape.map.isAtomic) {
    const [l, a] = [entriesOf(live), entriesOf(applied)];
    if (isEmpty(l) && isEmpty(a)) return applied;
    return mergeFields(shape.map, l ?? {}, a ?? {});
  }
  if (form === 'list' && shape.list && !shape.list.isAtomic) {
    const [l, a] = [itemsOf(live), itemsOf(applied)];
    if (!l?.length && !a?.length) return applied;
    return mergeItems(shape.list, l ?? [], a ?? []);
  }
  return applied;
}

function isEmpty(entries: Record<string, unknown> | undefined): boolean {
  return entries === undefined || Object.keys(entries).length === 0;
}

function mergeFields(map: MapShape, live: Record<string, unknown>, applied: Record<string, unknown>): unknown {
  const merged = { ...live };
  for (const [name, value] of Object.entries(applied)) {
    const field = merge(map.field(name) ?? {}, live[name], value);
    if (field !== undefined) merged[name] = field;
  }
  return merged;
}

function mergeItems(list: ListShape, live: readonly unknown[], applied: readonly unknown[]): unknown {
  const theirs = applied.map((item) => itemElement(list, item));
  const mine = live.map((item) => itemElement(list, item));
  const wanted = new Map(theirs.map((element, i) => [element, applied[i]]));
  const known = singles(mine, live);
  const shared = theirs.filter((element) => known.has(element));
  const merged: unknown[] = [];
  const done = new Set<PathElement>();
  let [i, j] = [0, 0];
  const take = (element: PathElement) => {
    done.add(element);
    merged.push(merge(list.item, known.get(element), wanted.get(element)));
    if (shared[0] === element) shared.shift();
    j++;
  };
  while (i < mine.length || j < theirs.length) {
    const [left, right] = [mine[i], theirs[j]];
    if (left !== undefined && left === right) {
      take(left);
      i++;
    } else if (
      left !== undefined &&
      right !== undefined &&
      wanted.has(left) &&
      shared[0] !== undefined &&
      shared[0] !== left
    ) {
      // Shared, but not the one whose turn it is: it comes where the applied list has it.
      i++;
    } else if (left !== undefined && !wanted.has(left)) {
      merged.push(live[i++]);
    } else if (right !== undefined) {
      if (left !== undefined && done.has(left)) i++;
      take(right);
    } else i++;
  }
  return merged;
}

/** Items by their element; those of a repeated element merge with nothing. */
function singles(elements: readonly PathElement[], items: readonly unknown[]): Map<PathElement, unknown> {
  const found = new Map<PathElement, unknown>();
  for (const [i, element] of elements.entries()) found.set(element, found.has(element) ? undefined : items[i]);
  return found;
}
