// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';

type Fields = Record<string, unknown>;

/** Fills in, in place, the defaults of a schema for what is absent; null where the schema does not allow it counts as absent. */
export function setSchemaDefaults(schema: Schema, value: unknown): void {
  if (!concerns(schema)) return;
  dropNulls(schema, value);
  fill(schema, value);
}

const concerned = new WeakMap<Schema, boolean>();

/** Whether a schema has, anywhere, defaults or fields that may not be null: almost all have, but this spares walks of the open ones. */
function concerns(schema: Schema): boolean {
  let found = concerned.get(schema);
  if (found === undefined) {
    found =
      schema.properties !== undefined || schema.items !== undefined || typeof schema.additionalProperties === 'object';
    concerned.set(schema, found);
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
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (field.default === undefined) continue;
    if (!Object.hasOwn(fields, name) || isUnset(field, fields[name])) fields[name] = structuredClone(field.default);
  }
  for (const name of Object.keys(fields)) {
    const field = fieldSchema(schema, name);
    if (!schema.properties?.[name] && isUnset(field, fields[name]))
      fields[name] = structuredClone(field?.default ?? null);
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
