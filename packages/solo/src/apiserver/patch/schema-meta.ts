// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { FieldMeta, PatchMeta } from '@kubevirt-ts/kube';
import type { Schema } from '../schema.ts';

const metas = new WeakMap<Schema, PatchMeta>();
const unknown: PatchMeta = { field: () => ({ inner: unknown }) };

/** What a strategic merge patch has to know of the objects of a schema. */
export function schemaMeta(schema: Schema): PatchMeta {
  const known = metas.get(schema);
  if (known) return known;
  const meta: PatchMeta = { field: (name) => fieldMeta(schema, name) };
  metas.set(schema, meta);
  return meta;
}

function fieldMeta(schema: Schema, name: string): FieldMeta {
  const more = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const field = schema.properties?.[name] ?? more;
  if (!field) return { inner: unknown };
  const strategy = field['x-kubernetes-patch-strategy']?.split(',').find((s) => s === 'merge' || s === 'replace');
  const mergeKey = field['x-kubernetes-patch-merge-key'];
  return {
    inner: schemaMeta(field.items ?? field),
    ...(strategy && { strategy: strategy as 'merge' | 'replace' }),
    ...(mergeKey && { mergeKey }),
  };
}
