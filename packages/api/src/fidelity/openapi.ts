// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Walks KubeVirt's OpenAPI document and our schemas side by side and tells every difference.

import type { ObjectSchema, Schema } from '../schema.ts';

/** A schema in an OpenAPI 2 document, as far as KubeVirt's document uses it. */
export interface OpenapiSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: string[];
  nullable?: boolean;
  description?: string;
  properties?: Record<string, OpenapiSchema>;
  required?: string[];
  items?: OpenapiSchema;
  additionalProperties?: OpenapiSchema;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: string;
}

/** What a comparison saw and found. */
export interface Comparison {
  readonly definitions: Set<string>;
  readonly fields: Set<string>;
  readonly differences: string[];
  /** Pairs of texts for the same thing: KubeVirt's and ours. */
  readonly texts: { at: string; theirs: string; ours: string }[];
}

/** Compares the definitions that are reachable from the given ones with our schemas. */
export function compare(
  definitions: Readonly<Record<string, OpenapiSchema>>,
  roots: Readonly<Record<string, ObjectSchema>>,
): Comparison {
  const result: Comparison = { definitions: new Set(), fields: new Set(), differences: [], texts: [] };
  const compared = new Map<string, Set<object>>();
  for (const [name, schema] of Object.entries(roots)) reference(name, schema, name);
  return result;

  function differ(at: string, what: string, theirs: unknown, ours: unknown): void {
    const [wanted, found] = [JSON.stringify(theirs), JSON.stringify(ours)];
    if (wanted !== found) result.differences.push(`${at}: ${what} is ${wanted} in KubeVirt, ${found} here`);
  }

  function reference(name: string, ours: Schema, at: string): void {
    result.definitions.add(name);
    const scalar = scalarDefinitions[name];
    const theirs = definitions[name];
    if (!theirs) throw new Error(`${at} refers to ${name}, which the document lacks`);
    if (scalar || ours.type !== 'object') {
      differ(at, 'type', scalar ?? 'object', shape(ours));
      return;
    }
    differ(at, 'nullable', theirs.nullable, ours.nullable);
    differ(at, 'map type', theirs['x-kubernetes-map-type'], ours.atomic && 'atomic');
    const seen = compared.get(name) ?? new Set();
    compared.set(name, seen);
    if (!seen.has(ours.fields)) objects(name, theirs, ours);
    seen.add(ours.fields);
  }

  function objects(name: string, theirs: OpenapiSchema, ours: ObjectSchema): void {
    const properties = theirs.properties ?? {};
    if (theirs.description) result.texts.push({ at: name, theirs: theirs.description, ours: ours.description ?? '' });
    differ(name, 'set of fields', Object.keys(properties).toSorted(), Object.keys(ours.fields).toSorted());
    const required = Object.entries(ours.fields).filter(([, field]) => field.required);
    differ(name, 'required', (theirs.required ?? []).toSorted(), required.map(([field]) => field).toSorted());
    for (const [field, property] of Object.entries(properties)) {
      const schema = ours.fields[field];
      const at = `${name}.${field}`;
      result.fields.add(at);
      if (schema) value(property, schema, at);
      if (property.description)
        result.texts.push({ at, theirs: property.description, ours: schema?.description ?? '' });
    }
  }

  function value(theirs: OpenapiSchema, ours: Schema, at: string): void {
    if (theirs.$ref) {
      reference(theirs.$ref.replace('#/definitions/', ''), ours, at);
    } else if (theirs.items && ours.type === 'list') {
      differ(at, 'list type', theirs['x-kubernetes-list-type'], ours.listType);
      differ(at, 'list keys', theirs['x-kubernetes-list-map-keys'], ours.keys);
      value(theirs.items, ours.items, `${at}[]`);
    } else if (theirs.additionalProperties && ours.type === 'map') {
      value(theirs.additionalProperties, ours.values, `${at}{}`);
    } else {
      differ(at, 'type', theirShape(theirs), shape(ours));
      if (theirs.enum) differ(at, 'enum', theirs.enum.toSorted(), ours.type === 'string' && ours.enum?.toSorted());
    }
  }
}

const meta = 'k8s.io.apimachinery.pkg.apis.meta.v1';
const scalarDefinitions: Readonly<Record<string, string>> = {
  'k8s.io.apimachinery.pkg.api.resource.Quantity': 'quantity',
  [`${meta}.Duration`]: 'string',
  [`${meta}.Time`]: 'string date-time',
};

/** One word for the type of one of our scalars, with its format and whether null is one of its values. */
function shape(schema: Schema): string {
  const format = 'format' in schema && schema.format ? ` ${schema.format}` : '';
  return `${schema.type}${format}${schema.nullable && schema.type !== 'object' ? ' or null' : ''}`;
}

function theirShape({ type, format }: OpenapiSchema): string {
  const types = typeof type === 'string' ? [type] : (type ?? []);
  if (types.join() === 'string,number') return 'int-or-string';
  if (types.join() === 'string,null') return 'string date-time or null';
  return `${types.join()}${format ? ` ${format}` : ''}`;
}
