// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';
import { facts, packagePrefixes } from '../facts/index.ts';
import { type FieldFacts, fieldFacts } from './field-facts.ts';
import type { Model, ModelField, Models } from './models.ts';

/** Schemas of types by the name they are published under, such as `io.k8s.api.core.v1.Pod`. */
export type Definitions = ReadonlyMap<string, Schema>;

/** Types of Kubernetes that JSON has as something else than an object of fields. */
export const leafDefinitions = {
  time: 'io.k8s.apimachinery.pkg.apis.meta.v1.Time',
  microTime: 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime',
  quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  intOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
} as const;

/** The name a model is published under. */
export function definitionName(model: string): string {
  const [, prefix, type = ''] = /^([A-Z][a-z]+)?V1(\w+)$/.exec(model) ?? [];
  const home =
    prefix === undefined ? Object.keys(facts).find((name) => type in (facts[name] ?? {})) : packagePrefixes[prefix];
  if (home === undefined) throw new Error(`no package is known for the model ${model}`);
  return `${home}.${type}`;
}

/** The schemas of models, with what the facts add to them. */
export function definitions(models: Models): Definitions {
  const found = new Map<string, Schema>();
  for (const name of Object.keys(models)) found.set(name, { type: 'object', properties: {} });
  const typed = (name: string) => found.get(name) as Schema;
  // A field's schema may be a copy of its type's: types are described before any field is.
  for (const [name, model] of Object.entries(models)) describe(typed(name), name, model);
  for (const [name, model] of Object.entries(models)) fill(typed(name), model, typed);
  const byDefinition = new Map([...found.values()].map((schema) => [schema.definition ?? '', schema]));
  decodeNestedSchemas(byDefinition.get('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps'));
  return byDefinition;
}

function describe(schema: Schema, name: string, model: Model): void {
  schema.definition = definitionName(name);
  const known = factsOf(schema);
  if (model.description) schema.description = model.description;
  if (known['']) schema['x-kubernetes-map-type'] = 'atomic';
  const required = model.fields.filter((field) => field.isRequired).map((field) => field.name);
  if (required.length) schema.required = required;
  const written: Record<string, 'zero' | 'null'> = {};
  const pointers = new Set<string>();
  const presets: Record<string, unknown> = {};
  for (const field of model.fields) {
    const said = fieldFacts(known[field.name] ?? '');
    if (said.isPointer) pointers.add(field.name);
    const preset = said.schema.default;
    // What is empty anyway is left out again.
    if (preset !== undefined && (preset || said.isPointer)) presets[field.name] = preset;
    if (said.isNull) written[field.name] = 'null';
    else if (said.isWritten || ((field.isRequired || field.name === 'metadata') && !said.isOmitted))
      written[field.name] = 'zero';
  }
  schema.written = written;
  schema.pointers = pointers;
  if (Object.keys(presets).length) schema.presets = presets;
}

function fill(schema: Schema, model: Model, typed: (name: string) => Schema): void {
  const known = factsOf(schema);
  for (const field of model.fields) {
    (schema.properties as Record<string, Schema>)[field.name] = property(
      field,
      fieldFacts(known[field.name] ?? ''),
      typed,
    );
  }
}

function factsOf({ definition = '' }: Schema): Readonly<Record<string, string>> {
  const at = definition.lastIndexOf('.');
  return facts[definition.slice(0, at)]?.[definition.slice(at + 1)] ?? {};
}

function property(field: ModelField, said: FieldFacts, typed: (name: string) => Schema): Schema {
  const { values, 'x-kubernetes-list-type': how, ...others } = said.schema;
  const node = ofType(field.type, field.format, { said, typed, ...(values && { values }) });
  const extensions: Schema = { ...others, ...(how && ownership(node, how)) };
  const isShared = node.definition !== undefined && node.properties !== undefined;
  if (isShared && Object.keys(extensions).length === 0) return node;
  return { ...node, ...(field.description && !isShared && { description: field.description }), ...extensions };
}

function ownership(node: Schema, how: 'atomic' | 'set' | 'map'): Schema {
  return node.type === 'array' ? { 'x-kubernetes-list-type': how } : { 'x-kubernetes-map-type': 'atomic' };
}

interface TypeContext {
  said: FieldFacts;
  typed: (name: string) => Schema;
  values?: readonly string[];
}

const listOf = /^(?:Array|Set)<(.*)>$/;
const mapOf = /^\{ \[key: string\]: (.*); \}$/;

function ofType(type: string, format: string, context: TypeContext): Schema {
  const item = listOf.exec(type)?.[1];
  if (item) return { type: 'array', items: ofType(item, format, context) };
  const value = mapOf.exec(type)?.[1];
  if (value) return { type: 'object', additionalProperties: ofType(value, format, context) };
  switch (type) {
    case 'string':
      return text(format, context);
    case 'boolean':
      return { type: 'boolean' };
    case 'number':
      return { type: format === 'double' ? 'number' : 'integer', format };
    case 'Date':
      return { type: 'string', format: 'date-time', definition: leafDefinitions.time };
    case 'V1MicroTime':
      return { type: 'string', format: 'date-time', definition: leafDefinitions.microTime };
    case 'IntOrString':
      return { 'x-kubernetes-int-or-string': true, definition: leafDefinitions.intOrString };
    case 'any':
    case 'object':
      return { 'x-kubernetes-preserve-unknown-fields': true };
    default:
      return context.typed(type);
  }
}

function text(format: string, { said, values }: TypeContext): Schema {
  if (said.isQuantity) return { type: 'string', definition: leafDefinitions.quantity };
  return { type: 'string', ...(format && { format }), ...(values && { enum: [...values] }) };
}

// OpenAPI has these as anything, because they may also be booleans, lists of strings or single schemas.
function decodeNestedSchemas(schema: Schema | undefined): void {
  for (const name of ['items', 'additionalItems', 'additionalProperties']) {
    const node = schema?.properties?.[name];
    if (node) node.decodedAs = schema;
  }
}
