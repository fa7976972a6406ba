// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Environment } from '@marcbachmann/cel-js';
import type { Schema } from '../../schema.ts';
import { goJson } from '../structural/causes.ts';
import { registerAddresses } from './library/addresses.ts';
import { registerLists } from './library/lists.ts';
import { registerQuantities } from './library/quantities.ts';
import { registerSemver } from './library/semver.ts';
import { registerTexts } from './library/texts.ts';
import { CelObject, celName, type Field, origin, type Shape, Values } from './values.ts';

let base: Environment | undefined;

/**
 * CEL with the functions that Kubernetes adds; to be cloned.
 * @differs no authorizer; no comprehensions over two variables; estimates no cost
 */
export function kubernetesEnvironment(): Environment {
  if (!base) {
    base = new Environment({ enableOptionalTypes: true });
    registerLists(base);
    registerTexts(base);
    registerQuantities(base);
    registerAddresses(base);
    registerSemver(base);
  }
  return base;
}

/** The types of a schema in CEL, and the values of these types. */
export interface Typed {
  environment: Environment;
  /** The name of a schema's type; undefined when rules cannot see its values. */
  typeOf(schema: Schema, isObject?: boolean): string | undefined;
  values: Values;
}

const text: Schema = { type: 'string' };
const metadata: Schema = { type: 'object', properties: { name: text, generateName: text } };

const objectSchemas = new WeakMap<Schema, Schema>();

/** A schema with what every object has and every rule can see: apiVersion, kind, and the names in metadata. */
export function asObject(schema: Schema): Schema {
  let made = objectSchemas.get(schema);
  if (!made) {
    made = { ...schema, properties: { ...schema.properties, apiVersion: text, kind: text, metadata } };
    objectSchemas.set(schema, made);
  }
  return made;
}

/**
 * Makes types as they are needed; each has a class, so that the type of a value can be told.
 * @param names which names of fields the expressions have: others are left out, as schemas are large and rules are not
 */
export function typed(names: ReadonlySet<string>): Typed {
  const environment = kubernetesEnvironment().clone();
  const types = new Map<Schema, string | undefined>();
  const shapes = new Map<Schema, Shape>();
  let count = 0;
  const objectType = (schema: Schema): string => {
    const name = `object${++count}`;
    types.set(schema, name);
    const fields: Field[] = [];
    const typesOfFields: Record<string, string> = {};
    for (const [property, field] of Object.entries(schema.properties ?? {})) {
      const fieldName = celName(property);
      const type = fieldName && names.has(fieldName) && typeOf(field);
      if (!fieldName || !type) continue;
      typesOfFields[fieldName] = field.nullable ? 'dyn' : type;
      fields.push({ property, name: fieldName, schema: field });
    }
    const ctor = class extends CelObject {};
    environment.registerType(name, { ctor, fields: typesOfFields });
    environment.registerOperator(
      `${name} == ${name}`,
      (a: CelObject, b: CelObject) => goJson(a[origin]) === goJson(b[origin]),
    );
    shapes.set(schema, { ctor, fields });
    return name;
  };
  const make = (schema: Schema): string | undefined => {
    if (schema['x-kubernetes-int-or-string']) return 'dyn';
    switch (schema.type) {
      case 'array': {
        const items = schema.items && typeOf(schema.items);
        return items && `list<${schema.items?.nullable ? 'dyn' : items}>`;
      }
      case 'object': {
        const extra = schema.additionalProperties;
        if (typeof extra !== 'object') return objectType(schema);
        const values = typeOf(extra);
        return values && `map<string, ${extra.nullable ? 'dyn' : values}>`;
      }
      case 'string':
        return textTypes[schema.format ?? ''] ?? 'string';
      case 'boolean':
        return 'bool';
      case 'number':
        return 'double';
      case 'integer':
        return 'int';
      default:
        return undefined;
    }
  };
  const typeOf = (schema: Schema, isObject = schema['x-kubernetes-embedded-resource'] === true): string | undefined => {
    const seen = isObject ? asObject(schema) : schema;
    if (!types.has(seen)) types.set(seen, make(seen));
    return types.get(seen);
  };
  const seenAs = (schema: Schema) => (schema['x-kubernetes-embedded-resource'] ? asObject(schema) : schema);
  return { environment, typeOf, values: new Values((schema) => shapes.get(seenAs(schema))) };
}

const textTypes: Readonly<Record<string, string>> = {
  byte: 'bytes',
  date: 'google.protobuf.Timestamp',
  'date-time': 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
};
