// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What the API server does to an object before it is stored: unknown fields go.

import type { Schema } from './schema.ts';

/** A copy of a value without what its schema does not know, and without `null` where that means "not set". */
export function prune<T>(schema: Schema<T>, value: T): T {
  return pruned(schema, value) as T;
}

function pruned(schema: Schema, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  switch (schema.type) {
    case 'list':
      return Array.isArray(value) ? value.map((item) => pruned(schema.items, item)) : value;
    case 'map':
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pruned(schema.values, item)]));
    case 'object': {
      if (Array.isArray(value)) return value;
      const kept = Object.entries(value).flatMap(([name, item]): [string, unknown][] => {
        const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
        if (!field) return schema.open ? [[name, item]] : [];
        return item === null && field.nullable ? [] : [[name, pruned(field, item)]];
      });
      return Object.fromEntries(kept);
    }
    default:
      return value;
  }
}
