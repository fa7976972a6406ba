// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual } from '@kubevirt-ts/kube';
import { emptySet, type FieldSet, insert } from '../fields/field-set.ts';
import { fieldElement, type PathElement } from '../fields/path-element.ts';
import { entriesOf, type Form, formsOf, itemElement, itemsOf } from './form.ts';
import type { ListShape, MapShape, Shape } from './shape.ts';

/** In which fields two values differ; no field is in two of the sets. */
export interface Comparison {
  added: FieldSet;
  removed: FieldSet;
  modified: FieldSet;
}

/** Compares two values of one shape. @throws TypeMismatch when a list's items have no keys */
export function compare(shape: Shape, left: unknown, right: unknown): Comparison {
  const walker = new Walker();
  walker.walk(shape, left, right);
  return walker.found;
}

class Walker {
  readonly found: Comparison = { added: emptySet(), removed: emptySet(), modified: emptySet() };
  readonly #path: PathElement[] = [];

  walk(shape: Shape, left: unknown, right: unknown): void {
    if (left === right) return;
    let isLeaf = false;
    for (const form of formsOf(shape, left, right)) isLeaf = this.#walkAs(form, shape, left, right);
    if (isLeaf) return;
    if (left === undefined) insert(this.found.added, this.#path);
    else if (right === undefined) insert(this.found.removed, this.#path);
  }

  #walkAs(form: Form, shape: Shape, left: unknown, right: unknown): boolean {
    if (form === 'map' && shape.map && !shape.map.isAtomic) {
      const [l, r] = [entriesOf(left), entriesOf(right)];
      if (isEmpty(l) && isEmpty(r) && (shape.map.present.size === 0 || left === null || right === null))
        return this.#leaf(left, right);
      this.#fields(shape.map, l, r);
      return false;
    }
    if (form === 'list' && shape.list && !shape.list.isAtomic) {
      const [l, r] = [itemsOf(left), itemsOf(right)];
      if (!l?.length && !r?.length) return this.#leaf(left, right);
      this.#items(shape.list, l ?? [], r ?? []);
      return false;
    }
    return this.#leaf(left, right);
  }

  #leaf(left: unknown, right: unknown): true {
    if (left === undefined) insert(this.found.added, this.#path);
    else if (right === undefined) insert(this.found.removed, this.#path);
    else if (!isDeepEqual(left, right)) insert(this.found.modified, this.#path);
    return true;
  }

  #fields(map: MapShape, left: Record<string, unknown> | undefined, right: Record<string, unknown> | undefined): void {
    const names = new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {}), ...map.present.keys()]);
    for (const name of names) {
      const [l, r] = [fieldOf(map, left, name), fieldOf(map, right, name)];
      this.#step(fieldElement(name), () => this.walk(map.field(name) ?? {}, l, r));
    }
  }

  #items(list: ListShape, left: readonly unknown[], right: readonly unknown[]): void {
    const [before, after] = [byElement(list, left), byElement(list, right)];
    for (const element of new Set([...before.keys(), ...after.keys()])) {
      this.#step(element, () => this.#sameKey(list.item, before.get(element) ?? [], after.get(element) ?? []));
    }
  }

  // Several items of one key count as one leaf.
  #sameKey(item: Shape, left: unknown[], right: unknown[]): void {
    if (left.length <= 1 && right.length <= 1) this.walk(item, left[0], right[0]);
    else if (left.length > 1 && right.length > 1) {
      if (!isDeepEqual(left, right)) insert(this.found.modified, this.#path);
    } else if (left.length > 1) {
      if (right.length > 0) this.walk(item, undefined, right[0]);
      insert(this.found.removed, this.#path);
    } else {
      if (left.length > 0) this.walk(item, left[0], undefined);
      insert(this.found.added, this.#path);
    }
  }

  #step(element: PathElement, walk: () => void): void {
    this.#path.push(element);
    walk();
    this.#path.pop();
  }
}

function fieldOf(map: MapShape, entries: Record<string, unknown> | undefined, name: string): unknown {
  if (!entries) return undefined;
  const value = entries[name];
  return value === undefined ? map.present.get(name) : value;
}

function isEmpty(entries: Record<string, unknown> | undefined): boolean {
  return entries === undefined || Object.keys(entries).length === 0;
}

function byElement(list: ListShape, items: readonly unknown[]): Map<PathElement, unknown[]> {
  const found = new Map<PathElement, unknown[]>();
  for (const item of items) {
    const element = itemElement(list, item);
    const same = found.get(element);
    if (same) same.push(item);
    else found.set(element, [item]);
  }
  return found;
}
