// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Whether a value is what its schema says, in the words the Kubernetes API server uses for the same findings.

import type { ListSchema, NumberSchema, ObjectSchema, Schema, StringSchema } from './schema.ts';
import { quantityPattern } from './structural.ts';

/** One finding, in the form of a cause in a Kubernetes Status. */
export interface Violation {
  readonly reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueTypeInvalid'
    | 'FieldValueForbidden'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueTooMany';
  readonly message: string;
  readonly field: string;
}

/** Findings beyond this many are not told: whoever made them all gets to know enough. */
export const maxViolations = 100;

/** What is wrong with a value; fields that the schema does not know are wrong too, unless it is open. */
export const validate = (schema: Schema, value: unknown, path: string): Violation[] =>
  valueViolations(schema, value, path).take(maxViolations).toArray();

/** What is wrong with a whole object; its own metadata is the API server's to check. */
export function validateKind(kind: ObjectSchema, object: object): Violation[] {
  const { metadata: _, ...rest } = object as { metadata?: unknown };
  return validate(kind, rest, '');
}

function* valueViolations(schema: Schema, value: unknown, path: string): Generator<Violation, undefined> {
  if (value === null && schema.nullable) return;
  const expected = mismatch(schema, value);
  if (expected) {
    const found = JSON.stringify(typeName(value));
    yield { ...invalid(path, found, `must be of type ${expected}: ${found}`), reason: 'FieldValueTypeInvalid' };
    return;
  }
  switch (schema.type) {
    case 'string':
      return yield* stringViolations(schema, value as string, path);
    case 'integer':
    case 'number':
      return yield* numberViolations(schema, value as number, path);
    case 'quantity':
      if (!new RegExp(quantityPattern).test(String(value)))
        yield invalid(path, JSON.stringify(value), `should match '${quantityPattern}'`);
      return;
    case 'boolean':
    case 'int-or-string':
      return;
    case 'list':
      return yield* listViolations(schema, value as unknown[], path);
    case 'map':
      for (const [key, item] of Object.entries(value as object))
        yield* valueViolations(schema.values, item, `${path}[${key}]`);
      return;
    case 'object':
      return yield* objectViolations(schema, value as Record<string, unknown>, path);
  }
}

/** The type that was expected, when the value is of another. */
function mismatch(schema: Schema, value: unknown): string | undefined {
  switch (schema.type) {
    case 'list':
      return Array.isArray(value) ? undefined : 'array';
    case 'map':
    case 'object':
      return typeName(value) === 'object' ? undefined : 'object';
    case 'quantity':
    case 'int-or-string':
      return typeof value === 'string' || Number.isInteger(value) ? undefined : 'integer,string';
    case 'integer':
      return Number.isInteger(value) ? undefined : 'integer';
    default:
      return typeof value === schema.type ? undefined : schema.type;
  }
}

function* stringViolations(schema: StringSchema, value: string, path: string): Generator<Violation, undefined> {
  if (schema.enum && !schema.enum.includes(value)) {
    const supported = schema.enum.map((each) => JSON.stringify(each)).join(', ');
    const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`;
    yield { reason: 'FieldValueNotSupported', message, field: path };
  }
  if (schema.minLength !== undefined && [...value].length < schema.minLength)
    yield invalid(path, JSON.stringify(value), `should be at least ${schema.minLength} chars long`);
  if (schema.pattern && !new RegExp(schema.pattern).test(value))
    yield invalid(path, JSON.stringify(value), `should match '${schema.pattern}'`);
  if (schema.format === 'date-time' && !isDateTime(value))
    yield invalid(path, JSON.stringify(value), `must be of type date-time: ${JSON.stringify(value)}`);
}

function* numberViolations(schema: NumberSchema, value: number, path: string): Generator<Violation, undefined> {
  if (schema.format === 'int32' && value !== (value | 0))
    yield invalid(path, String(value), `must be of type int32: "${value}"`);
  if (schema.minimum !== undefined && value < schema.minimum)
    yield invalid(path, String(value), `should be greater than or equal to ${schema.minimum}`);
  if (schema.maximum !== undefined && value > schema.maximum)
    yield invalid(path, String(value), `should be less than or equal to ${schema.maximum}`);
}

function* listViolations(schema: ListSchema, value: unknown[], path: string): Generator<Violation, undefined> {
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    const message = `Too many: ${value.length}: must have at most ${schema.maxItems} items`;
    yield { reason: 'FieldValueTooMany', message, field: path };
  }
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const field = `${path}[${index}]`;
    const identity = identityOf(schema, item);
    if (identity !== undefined && seen.has(identity))
      yield { reason: 'FieldValueDuplicate', message: `Duplicate value: ${identity}`, field };
    if (identity !== undefined) seen.add(identity);
    yield* valueViolations(schema.items, item, field);
  }
}

/** What may come only once in a list: the item in a set, its keys in a keyed list. */
function identityOf(schema: ListSchema, item: unknown): string | undefined {
  if (schema.listType === 'set') return JSON.stringify(item);
  if (schema.listType !== 'map' || typeName(item) !== 'object') return undefined;
  const fields = item as Record<string, unknown>;
  return JSON.stringify(Object.fromEntries((schema.keys ?? []).map((key) => [key, fields[key]])));
}

function* objectViolations(
  schema: ObjectSchema,
  value: Record<string, unknown>,
  path: string,
): Generator<Violation, undefined> {
  const at = (name: string) => (path ? `${path}.${name}` : name);
  for (const [name, field] of Object.entries(schema.fields)) {
    const item = value[name];
    if (item !== undefined) yield* valueViolations(field, item, at(name));
    else if (field.required) yield { reason: 'FieldValueRequired', message: 'Required value', field: at(name) };
  }
  if (schema.open) return;
  for (const name of Object.keys(value))
    if (!Object.hasOwn(schema.fields, name))
      yield { reason: 'FieldValueForbidden', message: `unknown field "${at(name)}"`, field: at(name) };
}

const invalid = (field: string, value: string, what: string): Violation => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${value}: ${field} in body ${what}`,
  field,
});

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

const dateTime = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const isDateTime = (value: string): boolean => dateTime.test(value) && !Number.isNaN(Date.parse(value));
