// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';
import { entry } from './causes.ts';

const metaFields = new Set(['apiVersion', 'kind', 'metadata']);

type Fields = Record<string, unknown>;

/**
 * Removes, in place, the fields a schema does not know, and gives their paths in order; apiVersion, kind and metadata of the
 * object, and of embedded ones, stay as they are (metadata is pruned where its schema is that of metadata, not a restriction).
 */
export function prune(schema: Schema, value: unknown): string[] {
  const removed: string[] = [];
  pruneValue({ ...schema, 'x-kubernetes-embedded-resource': true }, value, '', removed);
  return removed.sort();
}

/** Removes, in place, what a schema does not know of a value that is no object of its own. */
export function pruneField(schema: Schema, value: unknown): void {
  pruneValue(schema, value, '', []);
}

function pruneValue(schema: Schema | undefined, value: unknown, path: string, removed: string[]): void {
  if (value === null || typeof value !== 'object') return;
  const isOpen = schema?.['x-kubernetes-preserve-unknown-fields'] === true;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (isOpen && !schema?.items) continue;
      // What is below an open list's items is open too, unless the items say otherwise.
      const items = isOpen ? { 'x-kubernetes-preserve-unknown-fields': true, ...schema?.items } : schema?.items;
      pruneValue(items, item, entry(path, index), removed);
    }
    return;
  }
  const fields = value as Fields;
  const extra = schema?.additionalProperties;
  for (const name of Object.keys(fields)) {
    const at = path ? `${path}.${name}` : name;
    const known = schema?.properties;
    if (schema?.['x-kubernetes-embedded-resource'] && metaFields.has(name)) {
      if (name === 'metadata' && known?.metadata?.definition) pruneValue(known.metadata, fields[name], at, removed);
      continue;
    }
    if (known && Object.hasOwn(known, name)) pruneValue(known[name], fields[name], at, removed);
    else if (extra) {
      if (typeof extra === 'object') pruneValue(extra, fields[name], at, removed);
    } else if (!isOpen) {
      removed.push(at);
      delete fields[name];
    }
  }
}
