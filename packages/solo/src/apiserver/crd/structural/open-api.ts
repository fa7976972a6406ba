// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Whether a value is what OpenAPI says of it, with the findings, their order and their wording of kube-openapi.

import type { Cause } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import {
  entry,
  goFloat,
  goJson,
  goNumber,
  invalidValue,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
  wholeObject,
} from './causes.ts';
import { type Correlation, isFields } from './correlation.ts';
import { checkedFormat, hasFormat } from './formats.ts';
import { goRegExp } from './go-regexp.ts';

/** One thing found; two of the same text are one. */
interface Finding {
  text: string;
  cause: Cause;
}

/** What was found, and how many checks held: of alternatives that all fail, the one where most held is told about. */
interface Result {
  findings: Finding[];
  matches: number;
}

/** How the values of the walk belong together. */
interface Place {
  path: string;
  correlation: Correlation | undefined;
}

/** What is wrong with a value; parts that are as they were before are tolerated. Fields are relative to `path`. */
export function openApiCauses(schema: Schema, value: unknown, correlation?: Correlation): Cause[] {
  return tolerated(check(schema, value, { path: '', correlation }), correlation).findings.map(({ cause }) => cause);
}

function tolerated(result: Result, correlation: Correlation | undefined): Result {
  return result.findings.length && correlation?.isEqual() ? { findings: [], matches: result.matches } : result;
}

/** A part of the value: tolerated on its own when it did not change. */
function part(schema: Schema, value: unknown, path: string, correlation: Correlation | undefined): Result {
  return tolerated(check(schema, value, { path, correlation }), correlation);
}

function check(schema: Schema, value: unknown, at: Place): Result {
  const result: Result = { findings: [], matches: 0 };
  if (value === null) {
    checkType(schema, value, at.path, result);
    checkEnum(schema, value, at.path, result);
    return result;
  }
  const { types, format, hasAlternatives } = factsOf(schema);
  if (types.length || format) {
    checkType(schema, value, at.path, result);
    result.matches++;
  }
  if (hasAlternatives) checkAlternatives(schema, value, at, result);
  else result.matches++;
  if (typeof value === 'string') checkText(schema, value, at.path, result);
  else if (typeof value === 'number') checkNumber(schema, value, at.path, result);
  else if (Array.isArray(value)) checkList(schema, value, at, result);
  checkEnum(schema, value, at.path, result);
  if (isFields(value)) checkFields(schema, value, at, result);
  result.matches += 3;
  return result;
}

function add(result: Result, text: string, cause: Cause): void {
  if (!result.findings.some((finding) => finding.text === text)) result.findings.push({ text, cause });
}

function merge(result: Result, other: Result): void {
  for (const { text, cause } of other.findings) add(result, text, cause);
  result.matches += other.matches;
}

/** A finding that has no place of its own in Kubernetes' list of causes. */
function addPlain(result: Result, text: string): void {
  add(result, text, invalidValue(wholeObject, '', text));
}

function fieldOf(path: string): string {
  const field = path.startsWith('.') ? path.slice(1) : path;
  return field === '' ? wholeObject : field;
}

/** What is asked of a schema at every value. */
interface Facts {
  types: readonly string[];
  format: string | undefined;
  hasAlternatives: boolean;
}

const known = new WeakMap<Schema, Facts>();

function factsOf(schema: Schema): Facts {
  let facts = known.get(schema);
  if (!facts) {
    const types = schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : schema.type ? [schema.type] : [];
    const hasAlternatives = Boolean(schema.anyOf ?? schema.oneOf ?? schema.allOf ?? schema.not);
    facts = { types, format: checkedFormat(schema), hasAlternatives };
    known.set(schema, facts);
  }
  return facts;
}

function addType(result: Result, path: string, type: string, found: string): void {
  const text = `${path} in body must be of type ${type}: "${found}"`;
  add(result, text, typeInvalid(fieldOf(path), found, text));
}

function checkType(schema: Schema, value: unknown, path: string, result: Result): void {
  const { types, format } = factsOf(schema);
  if (value === null) {
    if (types.length && !schema.nullable) addType(result, path, types.join(','), 'null');
    else result.matches++;
    return;
  }
  const [type, itsFormat] = typeOf(value);
  const fits = types.includes(type) || (type === 'integer' && types.includes('number'));
  const isTextual = typeof value === 'string' || Array.isArray(value);
  const isFormatted = format && isTextual && !types.includes('number') && !types.includes('integer');
  if (format && !isTextual && !fits && format !== itsFormat) addType(result, path, format, itsFormat);
  else if (isFormatted || fits) result.matches++;
  else addType(result, path, types.join(','), type);
}

function typeOf(value: unknown): [type: string, format: string] {
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'int64'] : ['number', 'float64'];
  if (Array.isArray(value)) return ['array', ''];
  return [typeof value, ''];
}

function checkEnum(schema: Schema, value: unknown, path: string, result: Result): void {
  if (!schema.enum?.length) return;
  if (
    value !== null &&
    schema.enum.some((each) => each === value || (typeof each === 'object' && goJson(each) === goJson(value)))
  )
    return;
  const values = schema.enum.map((each) => (typeof each === 'string' ? each : goJson(each)));
  const text = `${path} in body should be one of [${values.join(' ')}]`;
  add(result, text, notSupported(fieldOf(path), value, values));
}

function checkText(schema: Schema, value: string, path: string, result: Result): void {
  result.matches++;
  checkLengthAndPattern(schema, value, path, result);
  const { format } = factsOf(schema);
  if (!format || schema.type === 'integer' || schema.type === 'number') return;
  result.matches++;
  if (!hasFormat(format, value)) {
    const text = `${path} in body must be of type ${format}: ${JSON.stringify(value)}`;
    add(result, text, typeInvalid(fieldOf(path), value, text));
  }
}

function checkLengthAndPattern(schema: Schema, value: string, path: string, result: Result): void {
  const { maxLength, minLength, pattern } = schema;
  const length = maxLength === undefined && minLength === undefined ? 0 : [...value].length;
  if (maxLength !== undefined && length > maxLength) {
    add(result, `${path} in body should be at most ${maxLength} chars long`, tooLong(fieldOf(path), maxLength));
  } else if (minLength !== undefined && length < minLength) {
    addInvalid(result, path, value, `should be at least ${minLength} chars long`);
  } else if (pattern) {
    try {
      if (!goRegExp(pattern).test(value)) addInvalid(result, path, value, `should match '${pattern}'`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      addInvalid(result, path, value, `should match '${pattern}, but pattern is invalid: ${why}'`);
    }
  }
}

function addInvalid(result: Result, path: string, value: unknown, what: string): void {
  const text = `${path} in body ${what}`;
  add(result, text, invalidValue(fieldOf(path), value, text));
}

function checkNumber(schema: Schema, value: number, path: string, result: Result): void {
  const { type, format, maximum, minimum, multipleOf, exclusiveMaximum, exclusiveMinimum } = schema;
  const isInteger = Number.isInteger(value);
  const bound = (limit: number) => (isInteger ? Math.trunc(limit) : limit);
  const told = (limit: number) => (isInteger ? goNumber(bound(limit)) : goFloat(limit));
  const isTooWide = format === 'int32' && value !== (value | 0);
  if (type === 'integer' && isTooWide)
    addPlain(result, `Checked value must be of type integer with format int32 in ${path}`);
  if (multipleOf !== undefined) {
    const factor = bound(multipleOf);
    if (factor <= 0)
      addInvalidText(
        result,
        path,
        factor,
        `factor MultipleOf declared for ${path} must be positive: ${told(multipleOf)}`,
      );
    else if (!isMultiple(value, factor)) addInvalid(result, path, value, `should be a multiple of ${told(multipleOf)}`);
  }
  if (maximum !== undefined && (exclusiveMaximum ? value >= bound(maximum) : value > bound(maximum)))
    addInvalid(result, path, value, `should be less than ${exclusiveMaximum ? '' : 'or equal to '}${told(maximum)}`);
  if (minimum !== undefined && (exclusiveMinimum ? value <= bound(minimum) : value < bound(minimum)))
    addInvalid(result, path, value, `should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${told(minimum)}`);
  result.matches += 2;
}

function addInvalidText(result: Result, path: string, value: unknown, text: string): void {
  add(result, text, invalidValue(fieldOf(path), value, text));
}

function isMultiple(value: number, factor: number): boolean {
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(times - Math.round(times)) <= 1e-9 * Math.max(1, 2 * Math.abs(times));
}

function checkList(schema: Schema, value: readonly unknown[], at: Place, result: Result): void {
  const { path } = at;
  const { items, minItems, maxItems } = schema;
  if (items) {
    for (const [index, item] of value.entries())
      merge(result, part(items, item, entry(path, index), at.correlation?.index(index)));
  }
  const size = value.length;
  if (minItems !== undefined && size < minItems)
    addInvalid(result, path, size, `should have at least ${minItems} items`);
  if (maxItems !== undefined && size > maxItems)
    add(result, `${path} in body should have at most ${maxItems} items`, tooMany(fieldOf(path), size, maxItems));
  if (schema.uniqueItems && new Set(value.map(goJson)).size < size) {
    const text = `${path} in body shouldn't contain duplicates`;
    add(result, text, invalidValue(fieldOf(path), '', text));
  }
  result.matches += 2;
}

function checkFields(schema: Schema, value: Record<string, unknown>, at: Place, result: Result): void {
  const { path } = at;
  const { properties = {}, additionalProperties: extra, minProperties, maxProperties } = schema;
  const names = Object.keys(value);
  const size = names.length;
  if (minProperties !== undefined && size < minProperties)
    addInvalid(result, path, size, `should have at least ${minProperties} properties`);
  if (maxProperties !== undefined && size > maxProperties)
    add(
      result,
      `${path} in body should have at most ${maxProperties} properties`,
      tooMany(fieldOf(path), size, maxProperties),
    );
  for (const name of names) {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const correlation =
      path === '' && (name === 'kind' || name === 'apiVersion') ? undefined : at.correlation?.key(name);
    if (field) merge(result, part(field, value[name], path ? `${path}.${name}` : name, correlation));
    else if (extra === false) {
      const text = `${path}.${name} in body is a forbidden property`;
      addInvalidText(result, path, name, text);
    } else if (typeof extra === 'object') merge(result, part(extra, value[name], `${path}.${name}`, correlation));
  }
  for (const name of schema.required ?? []) {
    if (Object.hasOwn(value, name)) continue;
    add(result, `${path}.${name} in body is required`, required(fieldOf(`${path}.${name}`)));
  }
  result.matches++;
}

function checkAlternatives(schema: Schema, value: unknown, at: Place, result: Result): void {
  if (schema.anyOf?.length) checkAnyOf(schema.anyOf, value, at, result);
  if (schema.oneOf?.length) checkOneOf(schema.oneOf, value, at, result);
  if (schema.allOf?.length) {
    const all = schema.allOf.map((each) => check(each, value, at));
    for (const each of all) merge(result, each);
    const valid = all.filter((each) => !each.findings.length).length;
    if (valid < all.length)
      addPlain(result, `"${at.path}" must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`);
  }
  if (schema.not && !check(schema.not, value, at).findings.length)
    addPlain(result, `"${at.path}" must not validate the schema (not)`);
  result.matches++;
}

function checkAnyOf(schemas: readonly Schema[], value: unknown, at: Place, result: Result): void {
  let best: Result | undefined;
  for (const each of schemas) {
    const one = check(each, value, at);
    if (!one.findings.length) {
      merge(result, one);
      return;
    }
    if (!best || one.matches > best.matches) best = one;
  }
  addPlain(result, `"${at.path}" must validate at least one schema (anyOf)`);
  if (best) merge(result, best);
}

function checkOneOf(schemas: readonly Schema[], value: unknown, at: Place, result: Result): void {
  let best: Result | undefined;
  const valid: Result[] = [];
  for (const each of schemas) {
    const one = check(each, value, at);
    if (!one.findings.length) valid.push(one);
    else if (!valid.length && (!best || one.matches > best.matches)) best = one;
  }
  const [first] = valid;
  if (first && valid.length === 1) {
    merge(result, first);
    return;
  }
  const what = valid.length ? `Found ${valid.length} valid alternatives` : 'Found none valid';
  addPlain(result, `"${at.path}" must validate one and only one schema (oneOf). ${what}`);
  if (best && !valid.length) merge(result, best);
}
