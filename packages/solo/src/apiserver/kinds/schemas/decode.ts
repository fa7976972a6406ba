// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';
import { leafDefinitions } from './definitions.ts';
import { quantityText } from './quantity-text.ts';

/**
 * Makes of a value, in place, what Kubernetes makes of it by reading it into its Go types and writing it out again: unknown
 * fields and empty values go, what is always written is added, quantities are in their canonical form. Values whose type does not fit
 * the schema stay as they are: see mismatch().
 */
export function normalise(schema: Schema, object: Record<string, unknown>): void {
  const properties = schema.properties ?? {};
  for (const key of Object.keys(object)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property === undefined) {
      delete object[key];
      continue;
    }
    const value = normalised(property, object[key]);
    if (isEmpty(value) ? !keepsEmpty(schema, key, value) : value === undefined) delete object[key];
    else object[key] = value;
  }
  for (const [key, preset] of Object.entries(schema.presets ?? {})) object[key] ??= preset;
  for (const [key, how] of Object.entries(schema.written ?? {})) {
    if (object[key] === undefined || object[key] === null) object[key] = how === 'null' ? null : zero(properties[key]);
  }
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === '' || value === 0 || value === false;
}

function keepsEmpty(schema: Schema, key: string, value: unknown): boolean {
  if (value === null) return false;
  return (
    schema.written?.[key] !== undefined || schema.pointers?.has(key) === true || isAnything(schema.properties?.[key])
  );
}

// An int-or-string is a struct in Go, never left out by itself: behind a pointer 0 is a value, elsewhere it is always written.
function isAnything(schema: Schema | undefined): boolean {
  return schema?.['x-kubernetes-preserve-unknown-fields'] === true || schema?.['x-kubernetes-int-or-string'] === true;
}

function normalised(schema: Schema, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (schema.decodedAs) return normalisedNested(schema.decodedAs, value);
  if (Array.isArray(value))
    return schema.items ? value.map((item) => normalisedItem(schema.items as Schema, item)) : value;
  if (typeof value === 'object') return normalisedObject(schema, value as Record<string, unknown>);
  if (schema.definition === leafDefinitions.quantity) return quantityText(value as string | number) ?? value;
  return schema.definition === leafDefinitions.time ? timeText(value) : value;
}

function normalisedNested(schema: Schema, value: unknown): unknown {
  return Array.isArray(value) || typeof value !== 'object'
    ? value
    : normalisedObject(schema, value as Record<string, unknown>);
}

function normalisedObject(schema: Schema, value: Record<string, unknown>): Record<string, unknown> | undefined {
  if (schema.properties) {
    normalise(schema, value);
    return value;
  }
  if (typeof schema.additionalProperties !== 'object') return value;
  const keys = Object.keys(value);
  // Maps are left out when empty, structs are not.
  if (keys.length === 0) return undefined;
  for (const key of keys) value[key] = normalisedItem(schema.additionalProperties, value[key]);
  return value;
}

function normalisedItem(schema: Schema, value: unknown): unknown {
  if (value === null || value === undefined) return zero(schema);
  const item = normalised(schema, value);
  return item === undefined ? zero(schema) : item;
}

// Times are kept in whole seconds, in UTC.
function timeText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) return value;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? value : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function zero(schema: Schema | undefined): unknown {
  if (schema?.['x-kubernetes-int-or-string']) return 0;
  if (schema?.definition === leafDefinitions.quantity) return '0';
  if (schema?.definition === leafDefinitions.time || schema?.definition === leafDefinitions.microTime) return null;
  switch (schema?.type) {
    case 'string':
      return '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'object':
      return schema.properties ? zeroObject(schema) : null;
    default:
      return null;
  }
}

function zeroObject(schema: Schema): Record<string, unknown> {
  const object = {};
  normalise(schema, object);
  return object;
}
