// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';

type Fields = Record<string, unknown>;

/** Fills in, in place, the defaults of a schema for what is absent; null where the schema does not allow it counts as absent. */
export function setSchemaDefaults(schema: Schema, value: unknown): void {
  if (holdsNull(value)) dropNulls(schema, value);
  if (hasDefaults(schema)) fill(schema, value);
}

function holdsNull(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  return Array.isArray(value) ? value.some(holdsNull) : Object.values(value).some(holdsNull);
}

const haveDefaults = new WeakMap<Schema, boolean>();

/** Whether there are defaults anywhere in a schema. */
function hasDefaults(schema: Schema): boolean {
  let found = haveDefaults.get(schema);
  if (found === undefined) {
    haveDefaults.set(schema, false);
    const below = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
    found = schema.default !== undefined || below.some((each) => typeof each === 'object' && hasDefaults(each));
    haveDefaults.set(schema, found);
  }
  return found;
}

const defaulted = new WeakMap<Schema, readonly (readonly [name: string, field: Schema])[]>();

/** The properties of a schema that have defaults. */
function withDefaults(schema: Schema): readonly (readonly [name: string, field: Schema])[] {
  let found = defaulted.get(schema);
  if (!found) {
    found = Object.entries(schema.properties ?? {}).filter(([, field]) => field.default !== undefined);
    defaulted.set(schema, found);
  }
  return found;
}

/** Removes null where it is neither allowed nor to be replaced by a default. */
function dropNulls(schema: Schema | undefined, value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) dropNulls(schema?.items, item);
    return;
  }
  const fields = value as Fields;
  for (const name of Object.keys(fields)) {
    const field = fieldSchema(schema, name);
    if (fields[name] === null && field && !field.nullable && field.default === undefined) delete fields[name];
    else if (field) dropNulls(field, fields[name]);
  }
}

function fill(schema: Schema | undefined, value: unknown): void {
  if (!schema || value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (isUnset(schema.items, item)) value[index] = structuredClone(schema.items?.default ?? null);
      fill(schema.items, value[index]);
    }
    return;
  }
  const fields = value as Fields;
  for (const [name, field] of withDefaults(schema)) {
    if (!Object.hasOwn(fields, name) || isUnset(field, fields[name])) fields[name] = structuredClone(field.default);
  }
  for (const name of Object.keys(fields)) {
    const field = fieldSchema(schema, name);
    if (!field || !hasDefaults(field)) continue;
    if (!schema.properties?.[name] && isUnset(field, fields[name]))
      fields[name] = structuredClone(field.default ?? null);
    fill(field, fields[name]);
  }
}

function isUnset(schema: Schema | undefined, value: unknown): boolean {
  return value === null && schema !== undefined && !schema.nullable;
}

function fieldSchema(schema: Schema | undefined, name: string): Schema | undefined {
  const known = schema?.properties;
  if (known && Object.hasOwn(known, name)) return known[name];
  const extra = schema?.additionalProperties;
  return typeof extra === 'object' ? extra : undefined;
}
