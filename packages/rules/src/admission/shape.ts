// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { NumberSchema, ObjectSchema, Schema, StringSchema } from '@kubevirt-ts/api';
import { parseQuantity } from '../quantity/index.ts';
import { type Cause, invalid, missing, unsupported } from './cause.ts';

/** Deeper than any field of a wire type; what goes further is an attack on the stack. */
const maxDepth = 64;

const show = (value: unknown): string => {
  const text = Array.isArray(value) ? 'array' : typeof value === 'object' ? 'object' : JSON.stringify(value);
  return text && text.length > 100 ? `${text.slice(0, 100)}…` : String(text);
};

const wrongType = (path: string, type: string, value: unknown): Cause[] => [
  invalid(path, `${path} in body must be of type ${type}: ${show(value)}`),
];

const stringFaults = (
  { enum: values, pattern, minLength, format }: StringSchema,
  value: unknown,
  path: string,
): Cause[] => {
  if (typeof value !== 'string') return wrongType(path, 'string', value);
  if (values && value !== '' && !values.includes(value))
    return [unsupported(path, `${path} in body should be one of [${values.join(' ')}], but is ${show(value)}`)];
  if (pattern && !new RegExp(pattern, 'u').test(value))
    return [invalid(path, `${path} in body should match '${pattern}'`)];
  if (minLength !== undefined && value.length < minLength)
    return [invalid(path, `${path} in body should be at least ${minLength} chars long`)];
  if (format === 'date-time' && Number.isNaN(Date.parse(value)))
    return [invalid(path, `${path} in body must be of type date-time: ${show(value)}`)];
  return [];
};

const numberFaults = ({ type, minimum, maximum }: NumberSchema, value: unknown, path: string): Cause[] => {
  if (typeof value !== 'number' || (type === 'integer' && !Number.isInteger(value)))
    return wrongType(path, type, value);
  if (minimum !== undefined && value < minimum)
    return [invalid(path, `${path} in body should be greater than or equal to ${minimum}`)];
  if (maximum !== undefined && value > maximum)
    return [invalid(path, `${path} in body should be less than or equal to ${maximum}`)];
  return [];
};

const objectFaults = (schema: ObjectSchema, value: object, path: string, depth: number): Cause[] =>
  Object.entries(schema.fields).flatMap(([name, field]) => {
    const at = path ? `${path}.${name}` : name;
    const given = (value as Record<string, unknown>)[name];
    if (given === undefined || given === null) return field.required ? [missing(at, `${at} in body is required`)] : [];
    return faultsAt(field, given, at, depth + 1);
  });

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const faultsAt = (schema: Schema, value: unknown, path: string, depth: number): Cause[] => {
  if (depth > maxDepth) return [invalid(path, `${path} in body is nested too deeply`)];
  switch (schema.type) {
    case 'string':
      return stringFaults(schema, value, path);
    case 'integer':
    case 'number':
      return numberFaults(schema, value, path);
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrongType(path, 'boolean', value);
    case 'quantity':
      return (typeof value === 'string' || typeof value === 'number') && parseQuantity(value)
        ? []
        : [invalid(path, `${path} in body must be a quantity such as 512Mi or 2: ${show(value)}`)];
    case 'int-or-string':
      return typeof value === 'string' || Number.isInteger(value) ? [] : wrongType(path, 'integer or string', value);
    case 'list':
      if (!Array.isArray(value)) return wrongType(path, 'array', value);
      if (schema.maxItems !== undefined && value.length > schema.maxItems)
        return [invalid(path, `${path} in body should have at most ${schema.maxItems} items`)];
      return value.flatMap((item, index) => faultsAt(schema.items, item, `${path}[${index}]`, depth + 1));
    case 'map':
      if (!isObject(value)) return wrongType(path, 'object', value);
      return Object.entries(value).flatMap(([key, item]) =>
        faultsAt(schema.values, item, `${path}[${key}]`, depth + 1),
      );
    case 'object':
      return isObject(value) ? objectFaults(schema, value, path, depth) : wrongType(path, 'object', value);
  }
};

/**
 * Every field of an object that has the wrong type or none of the allowed values, by its path.
 * Asked before the defaults are, which may then rely on the types; fields nobody knows are left to the API server.
 */
export const shapeFaults = (schema: ObjectSchema, value: unknown): Cause[] => faultsAt(schema, value, '', 0);

/** A value without its null fields, which mean the same as absent ones. */
export const withoutNulls = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item)]])),
  ) as T;
};
