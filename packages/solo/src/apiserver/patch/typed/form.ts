// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject } from '@kubevirt-ts/kube';
import { keyElement, type PathElement, valueElement } from '../fields/path-element.ts';
import type { ListShape, Shape } from './shape.ts';

/** Which of a shape's alternatives a value is taken for. */
export type Form = 'map' | 'scalar' | 'list';

/** A value that is not what its schema says. */
export class TypeMismatch extends Error {
  override readonly name = 'TypeMismatch';
}

/** The form of a value; of none, or one that does not fit, the first that the shape has. */
export function formOf(shape: Shape, value: unknown): Form {
  return decided(shape, value) ?? firstForm(shape);
}

/** The forms that two values of one shape are to be walked in: two when their types differ. */
export function formsOf(shape: Shape, left: unknown, right: unknown): Form[] {
  const [l, r] = [decided(shape, left), decided(shape, right)];
  if (right === undefined) return [l ?? firstForm(shape)];
  if (left === undefined || l === r) return [r ?? firstForm(shape)];
  return [l ?? firstForm(shape), r ?? firstForm(shape)];
}

function decided(shape: Shape, value: unknown): Form | undefined {
  if (value === undefined || value === null) return undefined;
  const form = Array.isArray(value) ? 'list' : typeof value === 'object' ? 'map' : 'scalar';
  return shape[form] ? form : undefined;
}

function firstForm(shape: Shape): Form {
  return shape.map ? 'map' : shape.scalar ? 'scalar' : 'list';
}

/** The entries of an object; of anything else none. */
export function entriesOf(value: unknown): Record<string, unknown> | undefined {
  return isObject(value) ? value : undefined;
}

/** The items of a list; of anything else none. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The step to an item of a list that is not atomic. @throws TypeMismatch */
export function itemElement(list: ListShape, item: unknown): PathElement {
  return list.keys.length > 0 ? keyed(list, item) : value(item);
}

function keyed(list: ListShape, item: unknown): PathElement {
  if (item === null) throw new TypeMismatch('associative list with keys may not have a null element');
  if (!isObject(item)) throw new TypeMismatch('associative list with keys may not have non-map elements');
  const keys: Record<string, unknown> = {};
  for (const key of list.keys) {
    const found = item[key] ?? list.keyDefaults[key];
    if (found !== undefined) keys[key] = found;
  }
  if (Object.keys(keys).length > 0) return keyElement(keys);
  const names = list.keys.map((key) => JSON.stringify(key)).join(' ');
  throw new TypeMismatch(
    `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
  );
}

function value(item: unknown): PathElement {
  if (item === null) throw new TypeMismatch("associative list without keys has an element that's an explicit null");
  if (Array.isArray(item)) throw new TypeMismatch('not supported: associative list with lists as elements');
  if (isObject(item)) throw new TypeMismatch("associative list without keys has an element that's a map type");
  return valueElement(item);
}
