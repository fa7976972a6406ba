// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind } from '../kind.ts';
import { leafDefinitions } from '../kinds/schemas/definitions.ts';
import type { Schema } from '../schema.ts';
import { definitionOf, scaleDefinition, statusDefinition } from './names.ts';
import type { GroupVersionKind } from './operations.ts';
import { type Dialect, definitionJson, type SchemaJson } from './schema-json.ts';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const intOrString = 'A number, or a text: a name or a percentage.';

const leaves: Readonly<Record<2 | 3, Readonly<Record<string, SchemaJson>>>> = {
  2: {
    [leafDefinitions.quantity]: {
      description: 'A number with an optional suffix, such as 100m or 1Gi.',
      type: 'string',
    },
    [leafDefinitions.intOrString]: { description: intOrString, type: 'string', format: 'int-or-string' },
  },
  3: {
    [leafDefinitions.quantity]: {
      description: 'A number with an optional suffix, such as 100m or 1Gi.',
      oneOf: [{ type: 'string' }, { type: 'number' }],
    },
    [leafDefinitions.intOrString]: {
      description: intOrString,
      format: 'int-or-string',
      oneOf: [{ type: 'integer' }, { type: 'string' }],
    },
  },
};

const commonLeaves: Readonly<Record<string, SchemaJson>> = {
  [leafDefinitions.time]: { description: 'A time in RFC 3339, in whole seconds.', type: 'string', format: 'date-time' },
  [leafDefinitions.microTime]: {
    description: 'A time in RFC 3339, in microseconds.',
    type: 'string',
    format: 'date-time',
  },
  [`${meta}.Patch`]: { description: 'The body of a PATCH request.', type: 'object' },
};

/** What definitions are made from. */
export interface DefinitionSource {
  kinds: readonly Kind[];
  /** The schemas of the API server's own types. */
  schemas: ReadonlyMap<string, Schema>;
}

/** All definitions that the paths of some kinds need, sorted by name. */
export function definitionsJson(source: DefinitionSource, d: Pick<Dialect, 'version' | 'refPrefix'>): SchemaJson {
  const found = new Map<string, SchemaJson>();
  const todo = new Map<string, Schema>();
  const dialect: Dialect = {
    ...d,
    refer: (name, schema) => {
      if (!found.has(name) && !todo.has(name)) todo.set(name, schema);
    },
  };
  const named = new Map<string, GroupVersionKind[]>();
  for (const kind of source.kinds) {
    const name = definitionOf(kind);
    const gvk = { group: kind.group, kind: kind.kind, version: kind.version };
    named.set(name, [...(named.get(name) ?? []), gvk]);
    todo.set(name, published(kind, source.schemas));
    if (kind.verbs.includes('list')) found.set(`${name}List`, listJson(name, gvk, dialect));
    if (kind.scale) referTo(scaleDefinition, source, dialect);
  }
  for (const name of [statusDefinition, `${meta}.DeleteOptions`, `${meta}.ListMeta`]) referTo(name, source, dialect);
  found.set(`${meta}.Patch`, commonLeaves[`${meta}.Patch`] as SchemaJson);
  // Where a type is used it may carry what only holds there.
  for (const [name, schema] of todo) found.set(name, oneDefinition(name, source.schemas.get(name) ?? schema, dialect));
  named.set(scaleDefinition, [{ group: 'autoscaling', kind: 'Scale', version: 'v1' }]);
  named.set(statusDefinition, [{ group: '', kind: 'Status', version: 'v1' }]);
  named.set(`${meta}.DeleteOptions`, [{ group: '', kind: 'DeleteOptions', version: 'v1' }]);
  for (const [name, gvks] of named) {
    const json = found.get(name);
    if (json) json['x-kubernetes-group-version-kind'] = gvks;
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function oneDefinition(name: string, schema: Schema, dialect: Dialect): SchemaJson {
  const leaf = leaves[dialect.version][name] ?? commonLeaves[name];
  return leaf ? { ...leaf } : definitionJson(schema, dialect);
}

function referTo(name: string, source: DefinitionSource, dialect: Dialect): void {
  const schema = source.schemas.get(name);
  if (schema) dialect.refer(name, schema);
}

// Custom kinds are shown with the metadata that all objects have, whatever their own schema says of it.
function published(kind: Kind, schemas: ReadonlyMap<string, Schema>): Schema {
  if (!kind.isCustom) return kind.schema;
  const { schema } = kind;
  if (schema['x-kubernetes-preserve-unknown-fields'] && !schema.properties) return schema;
  const own = schemas.get('io.k8s.api.core.v1.ConfigMap')?.properties ?? {};
  const { apiVersion = {}, kind: kindSchema = {}, metadata = {} } = own;
  return { ...schema, definition: undefined, properties: { apiVersion, kind: kindSchema, metadata, ...rest(schema) } };
}

function rest(schema: Schema): Record<string, Schema> {
  const { apiVersion: _, kind: __, metadata: ___, ...others } = schema.properties ?? {};
  return others;
}

function listJson(name: string, gvk: GroupVersionKind, dialect: Dialect): SchemaJson {
  const ref = (definition: string): SchemaJson => ({ $ref: `${dialect.refPrefix}${definition}` });
  return {
    description: `${gvk.kind}List is a list of ${gvk.kind}.`,
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: { type: 'string', description: 'The version of the schema of this representation.' },
      items: { type: 'array', description: 'The objects of the list.', items: ref(name) },
      kind: { type: 'string', description: 'The kind of this representation.' },
      metadata: ref(`${meta}.ListMeta`),
    },
    'x-kubernetes-group-version-kind': [{ ...gvk, kind: `${gvk.kind}List` }],
  };
}
