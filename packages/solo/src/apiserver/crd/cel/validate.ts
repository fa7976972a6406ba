// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Whether a value satisfies the rules of its schema. @upstream apiextensions-apiserver's cel.Validator

import { Optional } from '@marcbachmann/cel-js';
import type { Cause } from '../../kind.ts';
import type { CelRule, Schema } from '../../schema.ts';
import {
  child,
  duplicate,
  entry,
  forbiddenValue,
  invalidOmitted,
  invalidValue,
  required,
  wholeObject,
} from '../structural/causes.ts';
import { byKeys, type Correlation, isFields, itemKey } from '../structural/correlation.ts';
import { hasRules } from '../structural/has-rules.ts';
import { asObject } from './environment.ts';
import { type CompiledRule, rulesOf } from './rules.ts';

/** A value in the walk, and what it was before. */
interface Place {
  path: string;
  old: unknown;
  /** Undefined where nothing corresponds. */
  correlation: Correlation | undefined;
  /** The nearest above that corresponds to something. */
  parent: Correlation | undefined;
  isObject: boolean;
}

/** What of an object breaks the rules of its schema; transitions are judged when there is a correlation with what was before. */
export function celCauses(
  schema: Schema,
  value: unknown,
  correlation: Correlation | undefined,
  isObject = true,
): Cause[] {
  return walk(schema, value, { path: '', old: correlation?.old, correlation, parent: undefined, isObject });
}

function walk(schema: Schema, value: unknown, at: Place): Cause[] {
  if (value === null || value === undefined || !hasRules(schema)) return [];
  const causes = schema['x-kubernetes-validations']?.length ? ownCauses(schema, value, at) : [];
  for (const each of schema.allOf ?? [])
    causes.push(
      ...walk({ ...schema, ...each, properties: schema.properties }, value, { ...at, correlation: undefined }),
    );
  return [...causes, ...belowCauses(schema, value, at)];
}

function belowCauses(schema: Schema, value: unknown, at: Place): Cause[] {
  const isObject = (below: Schema) => below['x-kubernetes-embedded-resource'] === true;
  const parent = at.correlation ?? at.parent;
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return [];
    const isMap = schema['x-kubernetes-list-type'] === 'map' && Array.isArray(at.old);
    const before = isMap ? byKeys(schema, at.old as unknown[]) : undefined;
    return value.flatMap((item, index) => {
      const key = before && itemKey(schema, item);
      const old = key === undefined ? undefined : before?.get(key);
      const correlation = at.correlation?.index(index);
      return walk(items, item, { path: entry(at.path, index), old, correlation, parent, isObject: isObject(items) });
    });
  }
  if (!isFields(value)) return [];
  const extra = schema.additionalProperties;
  return Object.entries(value).flatMap(([name, field]) => {
    const known = schema.properties?.[name];
    const below = known ?? (typeof extra === 'object' ? extra : undefined);
    if (!below) return [];
    const path = known ? child(at.path, name) : entry(at.path, name);
    const old = isFields(at.old) ? at.old[name] : undefined;
    return walk(below, field, { path, old, correlation: at.correlation?.key(name), parent, isObject: isObject(below) });
  });
}

function ownCauses(schema: Schema, value: unknown, at: Place): Cause[] {
  const { rules, typed } = rulesOf(schema, at.isObject);
  const seen = at.isObject ? asObject(schema) : schema;
  const self = typed.values.of(seen, value);
  const hasOld = at.old !== undefined && at.old !== null;
  const oldSelf = hasOld ? typed.values.of(seen, at.old) : undefined;
  const isUnchanged = () => (at.correlation ?? at.parent)?.isEqual() ?? false;
  return rules.flatMap((compiled) => {
    const { rule, usesOldSelf } = compiled;
    if (usesOldSelf && !hasOld && !rule.optionalOldSelf) return [];
    const before = rule.optionalOldSelf ? (hasOld ? Optional.of(oldSelf) : Optional.none()) : oldSelf;
    const cause = ruleCause(compiled, { self, oldSelf: before }, { schema, value, path: at.path });
    if (!cause || (cause.isVerdict && !usesOldSelf && isUnchanged())) return [];
    return [cause.cause];
  });
}

/** `isVerdict`: the rule was answered with no, rather than failing to answer. */
function ruleCause(
  { rule, program, message, field }: CompiledRule,
  variables: Record<string, unknown>,
  at: { schema: Schema; value: unknown; path: string },
): { cause: Cause; isVerdict: boolean } | undefined {
  const path = at.path || wholeObject;
  const type = at.schema.type ?? '';
  const failed = (detail: string) => ({ cause: invalidValue(path, type, detail), isVerdict: false });
  if ('problem' in program) return failed(`rule compile error: compilation failed: ${program.problem}`);
  try {
    if (program.evaluate(variables) === true) return undefined;
  } catch (error) {
    return failed(failure(error instanceof Error ? error.message : String(error), named(rule)));
  }
  let detail = rule.message ? rule.message.trim() : `failed rule: ${rule.rule.trim()}`;
  if (message && !('problem' in message)) {
    try {
      const text = message.evaluate(variables);
      if (typeof text === 'string' && isMessage(text)) detail = text.trim();
    } catch {
      // A message that cannot be made leaves the fixed one.
    }
  }
  return { cause: verdict(rule, field ? child(at.path, field) : path, at, detail), isVerdict: true };
}

function verdict(rule: CelRule, path: string, at: { schema: Schema; value: unknown }, detail: string): Cause {
  const isLarge = at.schema.type === 'object' || at.schema.type === 'array';
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenValue(path, detail);
    case 'FieldValueRequired':
      return required(path, detail);
    case 'FieldValueDuplicate':
      return isLarge
        ? { reason: 'FieldValueDuplicate', message: 'Duplicate value', field: path }
        : duplicate(path, at.value);
    default:
      return isLarge ? invalidOmitted(path, detail) : invalidValue(path, at.value, detail);
  }
}

function failure(message: string, rule: string): string {
  if (message.startsWith('no such overload'))
    return `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${rule}`;
  if (message.startsWith('operation cancelled'))
    return `'${message}': no further validation rules will be run due to call cost exceeds limit for rule: ${rule}`;
  return `${message} evaluating rule: ${rule}`;
}

function named(rule: CelRule): string {
  return (rule.message || rule.rule).trim();
}

function isMessage(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length > 0 && Buffer.byteLength(trimmed) <= 5 * 1024 && !trimmed.includes('\n');
}
