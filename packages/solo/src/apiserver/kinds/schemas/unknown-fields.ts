// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';

/** Drops, in place, what a built-in kind's schema does not know, and gives the paths of it: `spec.foo`, `spec.list[0].bar`. */
export function dropUnknownFields(schema: Schema, object: Record<string, unknown>): string[] {
  const found: string[] = [];
  walkObject(schema, object, { path: '', found });
  return found;
}

interface Walk {
  path: string;
  found: string[];
}

function walk(schema: Schema, value: unknown, w: Walk): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) for (const [i, item] of value.entries()) walk(items, item, { ...w, path: `${w.path}[${i}]` });
    return;
  }
  walkObject(schema.decodedAs ?? schema, value as Record<string, unknown>, w);
}

function walkObject(schema: Schema, object: Record<string, unknown>, w: Walk): void {
  const { properties, additionalProperties } = schema;
  for (const key of Object.keys(object)) {
    const path = w.path ? `${w.path}.${key}` : key;
    if (properties && Object.hasOwn(properties, key)) walk(properties[key] as Schema, object[key], { ...w, path });
    else if (typeof additionalProperties === 'object') walk(additionalProperties, object[key], { ...w, path });
    else if (properties && !schema['x-kubernetes-preserve-unknown-fields']) {
      w.found.push(path);
      delete object[key];
    }
  }
}
