// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { compareElements, elementText, type PathElement } from './path-element.ts';

/** A set of paths as a tree: whether the path to here is in the set, and what is in it beyond. Never changed once shared. */
export interface FieldSet {
  isMember: boolean;
  /** Has no empty sets. */
  children: Map<PathElement, FieldSet>;
}

/** Steps from the root of an object. */
export type Path = readonly PathElement[];

/** A set without paths. */
export function emptySet(): FieldSet {
  return { isMember: false, children: new Map() };
}

/** A set of the paths given. */
export function setOf(...paths: Path[]): FieldSet {
  const set = emptySet();
  for (const path of paths) insert(set, path);
  return set;
}

/** Adds a path to a set that is still being made; what leads to it is not added, and the root itself never. */
export function insert(set: FieldSet, path: Path): void {
  if (path.length === 0) return;
  let at = set;
  for (const element of path) {
    const next = at.children.get(element) ?? emptySet();
    at.children.set(element, next);
    at = next;
  }
  at.isMember = true;
}

/** Whether there is no path in a set. */
export function isEmpty(set: FieldSet): boolean {
  return !set.isMember && set.children.size === 0;
}

/** Whether two sets have the same paths. */
export function isSame(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.isMember !== b.isMember || a.children.size !== b.children.size) return false;
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (!other || !isSame(child, other)) return false;
  }
  return true;
}

/** Whether a path is in a set. */
export function has(set: FieldSet, path: Path): boolean {
  let at: FieldSet | undefined = set;
  for (const element of path) at = at?.children.get(element);
  return path.length > 0 && at?.isMember === true;
}

/** The paths that are in either set. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  const children = new Map(a.children);
  for (const [element, child] of b.children) {
    const mine = children.get(element);
    children.set(element, mine ? union(mine, child) : child);
  }
  return { isMember: a.isMember || b.isMember, children };
}

/** The paths that are in both sets. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    const both = other && intersection(child, other);
    if (both && !isEmpty(both)) children.set(element, both);
  }
  return { isMember: a.isMember && b.isMember, children };
}

/** The paths of `a` that are not in `b`; a path stays when only one that leads to it is in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return subtract(a, b, false);
}

/** The paths of `a` that neither are in `b` nor lie below a path of `b`. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  return subtract(a, b, true);
}

function subtract(a: FieldSet, b: FieldSet, isRecursive: boolean): FieldSet {
  if (isEmpty(b)) return a;
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (isRecursive && other?.isMember) continue;
    const rest = other ? subtract(child, other, isRecursive) : child;
    if (!isEmpty(rest)) children.set(element, rest);
  }
  return { isMember: a.isMember && !b.isMember, children };
}

/** All paths of a set in order: those of a level, then what lies below each. */
export function* paths(set: FieldSet, prefix: Path = []): Generator<Path> {
  const sorted = sortedChildren(set);
  for (const [element, child] of sorted) if (child.isMember) yield [...prefix, element];
  for (const [element, child] of sorted) yield* paths(child, [...prefix, element]);
}

/** The children of a set in fieldsV1's order. */
export function sortedChildren(set: FieldSet): [PathElement, FieldSet][] {
  return [...set.children].sort(([a], [b]) => compareElements(a, b));
}

/** A path as messages show it: `.spec.containers[name="a"].image`. */
export function pathText(path: Path): string {
  return path.map(elementText).join('');
}
