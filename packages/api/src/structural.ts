// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// From our schemas to the structural schemas of apiextensions.k8s.io/v1, in the form every Kubernetes since 1.20 takes.

import type { ListSchema, NumberSchema, ObjectSchema, Schema, StringSchema } from './schema.ts';

/** The part of a JSON schema that CustomResourceDefinitions of KubeVirt use. */
export interface StructuralSchema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  description?: string;
  format?: string;
  enum?: string[];
  default?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  nullable?: boolean;
  anyOf?: { type: 'integer' | 'string' }[];
  items?: StructuralSchema;
  properties?: Record<string, StructuralSchema>;
  additionalProperties?: StructuralSchema;
  required?: string[];
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: 'atomic';
}

/** Whether the texts of `kubectl explain` are written into the result. */
export interface StructuralOptions {
  readonly descriptions: boolean;
}

/** What Kubernetes accepts as a quantity: sign, decimal number, then a suffix or an exponent. */
export const quantityPattern =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

/** The structural schema of a whole kind: apiVersion, kind and metadata are the API server's own. */
export function structuralKind(kind: ObjectSchema, options: StructuralOptions): StructuralSchema {
  const schema = structural(kind, options);
  return { ...schema, properties: { ...schema.properties, metadata: { type: 'object' } } };
}

/** The structural schema of one value. */
export function structural(schema: Schema, options: StructuralOptions): StructuralSchema {
  const result: StructuralSchema = bare(schema, options);
  if (options.descriptions && schema.description) result.description = schema.description;
  if (schema.nullable) result.nullable = true;
  return result;
}

function bare(schema: Schema, options: StructuralOptions): StructuralSchema {
  switch (schema.type) {
    case 'string':
      return stringPart(schema);
    case 'integer':
    case 'number':
      return numberPart(schema);
    case 'boolean':
      return { type: 'boolean' };
    case 'quantity':
      return { ...intOrString(), pattern: quantityPattern };
    case 'int-or-string':
      return intOrString();
    case 'list':
      return listPart(schema, options);
    case 'map':
      return { type: 'object', additionalProperties: structural(schema.values, options) };
    case 'object':
      return objectPart(schema, options);
  }
}

const intOrString = (): StructuralSchema => ({
  anyOf: [{ type: 'integer' }, { type: 'string' }],
  'x-kubernetes-int-or-string': true,
});

function stringPart(schema: StringSchema): StructuralSchema {
  const { format, pattern, minLength } = schema;
  const values = schema.strict ? schema.enum : undefined;
  return defined({ type: 'string', format, pattern, minLength, default: schema.default, enum: values && [...values] });
}

function numberPart({ type, format, minimum, maximum }: NumberSchema): StructuralSchema {
  return defined({ type, format: format === 'byte' ? undefined : format, minimum, maximum });
}

function listPart(schema: ListSchema, options: StructuralOptions): StructuralSchema {
  return defined({
    type: 'array',
    items: structural(schema.items, options),
    maxItems: schema.maxItems,
    'x-kubernetes-list-type': schema.listType,
    'x-kubernetes-list-map-keys': schema.keys && [...schema.keys],
  });
}

function objectPart(schema: ObjectSchema, options: StructuralOptions): StructuralSchema {
  if (schema.embedded) return { type: 'object', nullable: true, 'x-kubernetes-preserve-unknown-fields': true };
  const fields = Object.entries(schema.fields);
  const required = fields.filter(([, field]) => field.required).map(([name]) => name);
  return defined({
    type: 'object',
    properties: fields.length
      ? Object.fromEntries(fields.map(([name, field]) => [name, structural(field, options)]))
      : undefined,
    required: required.length ? required : undefined,
    'x-kubernetes-map-type': schema.atomic ? 'atomic' : undefined,
    'x-kubernetes-preserve-unknown-fields': schema.open,
  });
}

/** Without the keys that have no value, so that equal schemas are equal as JSON and as objects. */
const defined = (schema: StructuralSchema): StructuralSchema =>
  Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
