// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Duration } from '@marcbachmann/cel-js/evaluator';
import type { Schema } from '../../schema.ts';
import { goJson } from '../structural/causes.ts';
import { isFields } from '../structural/correlation.ts';

/** The JSON an object of a schema was made from: objects are equal when this is. */
export const origin: unique symbol = Symbol('origin');

/** An object of a schema in CEL: its fields under names that CEL can spell. */
export class CelObject {
  [origin]?: object;
  [field: string]: unknown;
}

/** A field of an object that rules can see. */
export interface Field {
  property: string;
  /** Its name in CEL. */
  name: string;
  schema: Schema;
}

/** What stands for the objects of a schema. */
export interface Shape {
  ctor: typeof CelObject;
  fields: readonly Field[];
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);
const kubernetesReserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return'.split(' '),
);
const replacements: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/** The name of a property in CEL; undefined when CEL cannot spell it. */
export function celName(property: string): string | undefined {
  if (kubernetesReserved.has(property)) return `__${property}__`;
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(property)) return undefined;
  const name = property.replace(/__|[./-]/g, (found) => replacements[found] ?? found);
  return reserved.has(name) ? undefined : name;
}

/** Makes values of CEL from JSON, by what stands for the objects of schemas. */
export class Values {
  readonly #shapeOf: (schema: Schema) => Shape | undefined;
  readonly #made = new WeakMap<object, Map<Schema, unknown>>();

  constructor(shapeOf: (schema: Schema) => Shape | undefined) {
    this.#shapeOf = shapeOf;
  }

  /** A value of CEL; undefined for what the rules cannot see. */
  of(schema: Schema, value: unknown): unknown {
    if (value === null) return null;
    if (typeof value === 'object') {
      const made = this.#made.get(value) ?? new Map<Schema, unknown>();
      this.#made.set(value, made);
      if (!made.has(schema)) made.set(schema, this.#compound(schema, value));
      return made.get(schema);
    }
    if (typeof value === 'number') return celNumber(schema, value);
    return typeof value === 'string' ? celText(schema, value) : value;
  }

  #compound(schema: Schema, value: object): unknown {
    if (Array.isArray(value)) {
      const { items } = schema;
      return items ? value.map((item) => this.of(items, item)) : undefined;
    }
    if (!isFields(value)) return undefined;
    const extra = schema.additionalProperties;
    if (typeof extra === 'object')
      return new Map(Object.entries(value).map(([key, item]) => [key, this.of(extra, item)]));
    const shape = this.#shapeOf(schema);
    if (!shape) return undefined;
    const object = new shape.ctor();
    object[origin] = value;
    for (const { property, name, schema: field } of shape.fields) {
      const made = Object.hasOwn(value, property) ? this.of(field, value[property]) : undefined;
      if (made !== undefined) object[name] = made;
    }
    return object;
  }
}

function celNumber(schema: Schema, value: number): bigint | number {
  if (schema.type === 'number') return value;
  return Number.isInteger(value) ? BigInt(value) : value;
}

function celText(schema: Schema, value: string): unknown {
  if (schema.type !== 'string') return value;
  switch (schema.format) {
    case 'byte':
      return Uint8Array.from(Buffer.from(value, 'base64'));
    case 'date':
    case 'date-time': {
      const date = new Date(value);
      return Number.isNaN(date.getTime()) ? value : date;
    }
    case 'duration':
      return durationOf(value) ?? value;
    default:
      return value;
  }
}

const units: Readonly<Record<string, number>> = { h: 3.6e12, m: 6e10, s: 1e9, ms: 1e6, us: 1e3, µs: 1e3, ns: 1 };

function durationOf(text: string): Duration | undefined {
  if (!/^[+-]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
  const total = parts.reduce((sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ''] ?? 0), 0);
  const signed = BigInt(Math.round(text.startsWith('-') ? -total : total));
  return new Duration(signed / 1_000_000_000n, Number(signed % 1_000_000_000n));
}

/** Whether two values of CEL are the same. */
export function areEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === 'bigint' && typeof b === 'number') return Number(a) === b;
  if (typeof a === 'number' && typeof b === 'bigint') return a === Number(b);
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof Duration && b instanceof Duration) return a.seconds === b.seconds && a.nanos === b.nanos;
  if (a instanceof Map && b instanceof Map)
    return a.size === b.size && [...a].every(([key, item]) => b.has(key) && areEqual(item, b.get(key)));
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => areEqual(item, b[at]));
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) return Buffer.from(a as Uint8Array).equals(b as Uint8Array);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof CelObject && b instanceof CelObject) return goJson(a[origin]) === goJson(b[origin]);
  const [left, right] = [Object.entries(a), b as Record<string, unknown>];
  return left.length === Object.keys(b).length && left.every(([key, item]) => areEqual(item, right[key]));
}
