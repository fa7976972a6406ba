// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../schema.ts';

/** JSON of a schema in a document. */
export type SchemaJson = Record<string, unknown>;

/** How schemas are written down in one version of OpenAPI. */
export interface Dialect {
  version: 2 | 3;
  /** What a reference to a definition begins with. */
  refPrefix: '#/definitions/' | '#/components/schemas/';
  /** Called for every definition that is referred to. */
  refer: (name: string, schema: Schema) => void;
}

const plain = [
  'title',
  'default',
  'example',
  'externalDocs',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'required',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-validations',
] as const satisfies readonly (keyof Schema)[];

/** A schema where it is used: a reference when it is published under a name of its own. */
function schemaJson(schema: Schema, dialect: Dialect): SchemaJson {
  if (schema.definition === undefined) return dialect.version === 2 ? bodyV2(schema, dialect) : body(schema, dialect);
  dialect.refer(schema.definition, schema);
  const $ref = `${dialect.refPrefix}${schema.definition}`;
  const extras = referenceExtras(schema);
  if (Object.keys(extras).length === 0) return { $ref };
  // In version 3, siblings of a reference mean nothing.
  return dialect.version === 2 ? { ...extras, $ref } : { ...extras, allOf: [{ $ref }] };
}

// What the place says beyond the definition itself: published definitions carry none of these but descriptions of their own.
function referenceExtras(schema: Schema): SchemaJson {
  const extras: SchemaJson = {};
  if (schema.description && !schema.properties) extras.description = schema.description;
  for (const key of ['default', 'x-kubernetes-patch-strategy', 'x-kubernetes-patch-merge-key'] as const) {
    if (schema[key] !== undefined) extras[key] = schema[key];
  }
  return extras;
}

/** A schema as its definition is published. */
export function definitionJson(schema: Schema, dialect: Dialect): SchemaJson {
  return dialect.version === 2 ? bodyV2(schema, dialect) : body(schema, dialect);
}

function body(schema: Schema, dialect: Dialect): SchemaJson {
  const json: SchemaJson = {};
  if (schema.description !== undefined) json.description = schema.description;
  if (schema.type !== undefined) json.type = schema.type;
  if (schema.format !== undefined) json.format = schema.format;
  if (schema.enum !== undefined) json.enum = schema.enum;
  if (schema.nullable) json.nullable = true;
  for (const key of plain) if (schema[key] !== undefined) json[key] = schema[key];
  if (schema.items) json.items = schemaJson(schema.items, dialect);
  if (schema.properties) json.properties = propertiesJson(schema.properties, dialect);
  if (typeof schema.additionalProperties === 'object') {
    json.additionalProperties = schemaJson(schema.additionalProperties, dialect);
  } else if (schema.additionalProperties !== undefined) json.additionalProperties = schema.additionalProperties;
  for (const key of ['allOf', 'anyOf', 'oneOf'] as const) {
    if (schema[key]) json[key] = schema[key].map((part) => schemaJson(part, dialect));
  }
  if (schema.not) json.not = schemaJson(schema.not, dialect);
  return json;
}

function propertiesJson(properties: Readonly<Record<string, Schema>>, dialect: Dialect): SchemaJson {
  return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, schemaJson(one, dialect)]));
}

/** Version 2 has no junctors and no nullable, and kubectl breaks on untyped values that have items or properties. @upstream ToStructuralOpenAPIV2 */
function bodyV2(schema: Schema, dialect: Dialect): SchemaJson {
  const isAny =
    schema.nullable || schema['x-kubernetes-preserve-unknown-fields'] || schema['x-kubernetes-int-or-string'];
  const json = body(isAny ? { ...schema, items: undefined, properties: undefined } : schema, dialect);
  for (const key of ['allOf', 'anyOf', 'oneOf', 'not', 'nullable'] as const) delete json[key];
  if (schema.nullable || schema['x-kubernetes-int-or-string']) delete json.type;
  if (schema['x-kubernetes-preserve-unknown-fields'] && json.type === 'object') delete json.type;
  if (json.type === 'array' && json.items === undefined) delete json.type;
  const required = schema.required?.filter((name) => !schema.properties?.[name]?.nullable);
  if (required?.length) json.required = required;
  else delete json.required;
  return json;
}
