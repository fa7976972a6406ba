// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { emptySet, type FieldSet } from '../fields/field-set.ts';
import { fieldElement, type PathElement } from '../fields/path-element.ts';
import { entriesOf, formOf, itemElement, itemsOf } from './form.ts';
import type { ListShape, MapShape, Shape } from './shape.ts';

/** The fields that a value mentions: what applying it owns. @throws TypeMismatch when a list's items have no keys */
export function fieldsOf(shape: Shape, value: unknown): FieldSet {
  const form = formOf(shape, value);
  if (form === 'map' && shape.map && !shape.map.isAtomic) return ofMap(shape.map, entriesOf(value) ?? {});
  if (form === 'list' && shape.list && !shape.list.isAtomic) return ofList(shape.list, itemsOf(value) ?? []);
  return { isMember: true, children: new Map() };
}

function ofMap(map: MapShape, entries: Record<string, unknown>): FieldSet {
  const set = emptySet();
  for (const [name, value] of Object.entries(entries)) {
    if (value === undefined) continue;
    const field = fieldsOf(map.field(name) ?? {}, value);
    if (value === null || isEmptyMap(value) || !map.isNamed(name)) field.isMember = true;
    add(set, fieldElement(name), field);
  }
  return set;
}

function ofList(list: ListShape, items: readonly unknown[]): FieldSet {
  const set = emptySet();
  for (const item of items) {
    const element = itemElement(list, item);
    // Items of one key are owned together, not field by field.
    const isRepeated = set.children.has(element);
    const children = isRepeated ? new Map() : fieldsOf(list.item, item).children;
    set.children.set(element, { isMember: true, children });
  }
  return set;
}

function add(set: FieldSet, element: PathElement, child: FieldSet): void {
  if (child.isMember || child.children.size > 0) set.children.set(element, child);
}

function isEmptyMap(value: unknown): boolean {
  const entries = entriesOf(value);
  return entries !== undefined && Object.keys(entries).length === 0;
}

/** A set with the named fields too that its paths lead through: with `.spec.replicas` also `.spec`. */
export function withNamedFields(shape: Shape | undefined, set: FieldSet): FieldSet {
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of set.children) {
    const name = element.startsWith('f:') ? element.slice(2) : undefined;
    const isNamed = name !== undefined && child.children.size > 0 && shape?.map?.isNamed(name) === true;
    const inner = withNamedFields(below(shape, element), child);
    children.set(element, { isMember: child.isMember || isNamed, children: inner.children });
  }
  return { isMember: set.isMember, children };
}

/** The shape behind a step, if there is one. */
function below(shape: Shape | undefined, element: PathElement): Shape | undefined {
  if (element.startsWith('f:')) return shape?.map?.field(element.slice(2));
  return element.startsWith('k:') ? shape?.list?.item : undefined;
}

/**
 * A set brought in step with a schema that has since made maps or lists atomic: who owned something in one owns it whole.
 * A set that needs no change is returned itself.
 */
export function reconciled(shape: Shape, set: FieldSet): FieldSet {
  let changed: Map<PathElement, FieldSet> | undefined;
  for (const [element, child] of set.children) {
    const inner = below(shape, element);
    if (!inner || child.children.size === 0) continue;
    const isWhole = inner.map ? inner.map.isAtomic : inner.list?.isAtomic === true;
    const next = isWhole ? { isMember: true, children: new Map() } : reconciled(inner, child);
    if (next === child) continue;
    changed ??= new Map(set.children);
    changed.set(element, next);
  }
  return changed ? { isMember: set.isMember, children: changed } : set;
}
