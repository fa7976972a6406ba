// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';
import { leafDefinitions } from './definitions.ts';
import { quantityText } from './quantity-text.ts';

/**
 * How a value does not fit the types of a built-in kind's schema, in the words of Go's JSON decoder; undefined when it fits.
 * @differs where Go has a named string type, this says `string`
 */
export function typeMismatch(schema: Schema, value: unknown): string | undefined {
  const at: Place = { struct: typeName(schema), path: '' };
  return mismatchOf(schema, value, at);
}

interface Place {
  /** The Go struct that has the field. */
  struct: string;
  path: string;
}

function mismatchOf(schema: Schema, value: unknown, at: Place): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (schema.decodedAs) {
    return typeof value === 'object' && !Array.isArray(value) ? mismatchOf(schema.decodedAs, value, at) : undefined;
  }
  if (schema['x-kubernetes-preserve-unknown-fields']) return undefined;
  if (schema['x-kubernetes-int-or-string']) {
    return typeof value === 'string' || Number.isInteger(value) ? undefined : refused(value, at, 'int32');
  }
  switch (schema.type) {
    case 'array':
      return listMismatch(schema, value, at);
    case 'object':
      return objectMismatch(schema, value, at);
    case 'string':
      return stringMismatch(schema, value, at);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : refused(value, at, 'bool');
    case 'integer':
      return isInteger(value, schema.format) ? undefined : refused(value, at, schema.format || 'int64');
    case 'number':
      return typeof value === 'number' ? undefined : refused(value, at, 'float64');
    default:
      return undefined;
  }
}

function isInteger(value: unknown, format: string | undefined): boolean {
  if (!Number.isInteger(value)) return false;
  return format !== 'int32' || Math.abs(value as number) <= 2 ** 31;
}

function listMismatch(schema: Schema, value: unknown, at: Place): string | undefined {
  if (!Array.isArray(value)) return refused(value, at, `[]${goType(schema.items)}`);
  for (const item of value) {
    const found = schema.items && mismatchOf(schema.items, item, at);
    if (found) return found;
  }
  return undefined;
}

function objectMismatch(schema: Schema, value: unknown, at: Place): string | undefined {
  if (typeof value !== 'object' || Array.isArray(value)) return refused(value, at, goType(schema));
  for (const [key, item] of Object.entries(value as object)) {
    const found = fieldMismatch(schema, { key, item, at });
    if (found) return found;
  }
  return undefined;
}

function fieldMismatch(schema: Schema, field: { key: string; item: unknown; at: Place }): string | undefined {
  const { key, item, at } = field;
  if (typeof schema.additionalProperties === 'object') return mismatchOf(schema.additionalProperties, item, at);
  const property = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
  return (
    property && mismatchOf(property, item, { struct: typeName(schema), path: at.path ? `${at.path}.${key}` : key })
  );
}

const wrongQuantity = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

function stringMismatch(schema: Schema, value: unknown, at: Place): string | undefined {
  if (schema.definition === leafDefinitions.quantity && (typeof value === 'string' || typeof value === 'number')) {
    return quantityText(value) === undefined ? wrongQuantity : undefined;
  }
  if (typeof value !== 'string') return refused(value, at, 'string');
  if (schema.format === 'byte') return base64Mismatch(value);
  if (schema.format === 'date-time') return timeMismatch(value, schema.definition === leafDefinitions.microTime);
  return undefined;
}

function base64Mismatch(value: string): string | undefined {
  const plain = value.replace(/[\r\n]/g, '');
  const wrong = plain.search(/[^A-Za-z0-9+/=]/);
  if (wrong >= 0) return `illegal base64 data at input byte ${wrong}`;
  const body = plain.replace(/={0,2}$/, '');
  if (plain.length % 4 !== 0 || body.includes('='))
    return `illegal base64 data at input byte ${body.length - (body.length % 4)}`;
  return undefined;
}

function timeMismatch(value: string, isMicro: boolean): string | undefined {
  if (value === '' && !isMicro) return undefined;
  const isTime =
    /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d([.,]\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
  const layout = isMicro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
  return isTime
    ? undefined
    : `parsing time ${JSON.stringify(value)} as "${layout}": cannot parse ${JSON.stringify(value)} as "2006"`;
}

function refused(value: unknown, at: Place, type: string): string {
  const where = at.path ? `Go struct field ${at.struct}.${at.path} of type ${type}` : `Go value of type ${type}`;
  return `cannot unmarshal ${valueName(value)} into ${where}`;
}

function valueName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) <= 2 ** 31 ? 'number' : `number ${value}`;
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function typeName(schema: Schema): string {
  return schema.definition?.slice(schema.definition.lastIndexOf('.') + 1) ?? '';
}

function goType(schema: Schema | undefined): string {
  switch (schema?.type) {
    case 'array':
      return `[]${goType(schema.items)}`;
    case 'boolean':
      return 'bool';
    case 'integer':
      return schema.format || 'int64';
    case 'number':
      return 'float64';
    case 'object':
      if (schema.definition) return `v1.${typeName(schema)}`;
      return `map[string]${typeof schema.additionalProperties === 'object' ? goType(schema.additionalProperties) : 'interface {}'}`;
    default:
      return 'string';
  }
}
