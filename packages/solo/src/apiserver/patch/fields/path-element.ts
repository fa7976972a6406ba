// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { goJson } from '../go-json.ts';

/**
 * One step from a value into it, as fieldsV1 spells it: `f:name` a field, `k:{"name":"a"}` the list item with these keys,
 * `v:"a"` the item that is this value, `i:0` the item at this place. Spelled canonically, so that equal steps are equal strings.
 */
export type PathElement = string;

/** The step to a field. */
export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** The step to the item of a list that has these values in its keys; the keys in any order. */
export function keyElement(keys: Record<string, unknown>): PathElement {
  const sorted = Object.keys(keys)
    .sort()
    .map((name) => `${goJson(name)}:${goJson(keys[name])}`);
  return `k:{${sorted.join(',')}}`;
}

/** The step to the item of a set. */
export function valueElement(value: unknown): PathElement {
  return `v:${goJson(value)}`;
}

/** A step as read from fieldsV1, spelled canonically; undefined for a form of the future. @throws SyntaxError */
export function parseElement(text: string): PathElement | undefined {
  if (text.length < 2 || text[1] !== ':') throw new SyntaxError(`missing colon: ${text}`);
  const rest = text.slice(2);
  switch (text[0]) {
    case 'f':
      return text;
    case 'k':
      return keyElement(JSON.parse(rest) as Record<string, unknown>);
    case 'v':
      return valueElement(JSON.parse(rest));
    case 'i':
      if (!/^[+-]?\d+$/.test(rest)) throw new SyntaxError(`no index: ${rest}`);
      return `i:${Number(rest)}`;
    default:
      return undefined;
  }
}

/** A step as messages show it: `.spec`, `[name="a"]`, `[="a"]`, `[0]`. */
export function elementText(element: PathElement): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${rest}`;
    case 'k': {
      const keys = Object.entries(JSON.parse(rest) as Record<string, unknown>);
      return `[${keys.map(([name, value]) => `${name}=${valueText(value)}`).join(',')}]`;
    }
    case 'v':
      return `[=${valueText(JSON.parse(rest))}]`;
    default:
      return `[${rest}]`;
  }
}

function valueText(value: unknown): string {
  return typeof value === 'object' && value !== null ? '{}' : JSON.stringify(value);
}

const ranks = 'fkvi';

/** The order of steps in fieldsV1: fields, keys, values, places; each among themselves by what they name. */
export function compareElements(a: PathElement, b: PathElement): number {
  if (a === b) return 0;
  const kind = a[0] as string;
  if (kind !== b[0]) return ranks.indexOf(kind) - ranks.indexOf(b[0] as string);
  if (kind === 'f') return a < b ? -1 : 1;
  if (kind === 'i') return Number(a.slice(2)) - Number(b.slice(2));
  const [left, right] = [JSON.parse(a.slice(2)), JSON.parse(b.slice(2))] as unknown[];
  return kind === 'v' ? compareValues(left, right) : compareKeys(left as object, right as object);
}

function compareKeys(a: object, b: object): number {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  for (const [i, [name, value]] of left.entries()) {
    const other = right[i];
    if (!other) return 1;
    if (name !== other[0]) return name < other[0] ? -1 : 1;
    const order = compareValues(value, other[1]);
    if (order) return order;
  }
  return left.length - right.length;
}

const types = ['number', 'string', 'boolean'];

function compareValues(a: unknown, b: unknown): number {
  if (typeof a !== typeof b) return types.indexOf(typeof a) - types.indexOf(typeof b);
  if (a === b) return 0;
  return (a as string) < (b as string) ? -1 : 1;
}
