// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type FieldSet, isEmpty } from '../fields/field-set.ts';
import { fieldElement } from '../fields/path-element.ts';
import { entriesOf, formOf, itemElement, itemsOf } from './form.ts';
import type { Shape } from './shape.ts';

/** A value without the fields and items of a set; what is left empty by that goes too (`undefined`). @throws TypeMismatch */
export function removeFields(shape: Shape, value: unknown, gone: FieldSet): unknown {
  if (isEmpty(gone)) return value;
  const form = formOf(shape, value);
  if (form === 'map' && shape.map) {
    if (shape.map.isAtomic) return undefined;
    return withoutFields(shape, entriesOf(value) ?? {}, gone);
  }
  if (form === 'list' && shape.list) {
    if (shape.list.isAtomic) return undefined;
    return withoutItems(shape, itemsOf(value) ?? [], gone);
  }
  return value;
}

function withoutFields(shape: Shape, entries: Record<string, unknown>, gone: FieldSet): unknown {
  const left: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entries)) {
    const below = gone.children.get(fieldElement(name));
    if (below?.isMember) continue;
    const kept = below ? removeFields(shape.map?.field(name) ?? {}, value, below) : value;
    if (kept !== undefined) left[name] = kept;
  }
  return Object.keys(left).length > 0 ? left : undefined;
}

function withoutItems(shape: Shape, items: readonly unknown[], gone: FieldSet): unknown {
  const { list } = shape;
  if (!list) return items;
  const left: unknown[] = [];
  for (const item of items) {
    const below = gone.children.get(itemElement(list, item));
    if (below?.isMember) continue;
    const kept = below ? removeFields(list.item, item, below) : item;
    if (kept !== undefined) left.push(kept);
  }
  return left.length > 0 ? left : undefined;
}
