// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What CustomResourceDefinitions may say in their schemas, beyond being structural.

import type { Cause } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { ruleProblems } from '../cel/definition.ts';
import { entry, forbiddenValue, goJson, invalidValue, notSupported, required } from '../structural/causes.ts';
import type { SchemaProps } from './definition.ts';
import { listCauses, uniqueCauses } from './list-rules.ts';

/** Where in the schema something is, and what follows from that. */
interface Place {
  path: string;
  isRoot: boolean;
  /** Inside of metadata, apiVersion or kind of an object. */
  isMeta: boolean;
  /** Why defaults are forbidden here. */
  noDefaults: string | undefined;
  /** The part that cannot be related to what it was before: rules there cannot use oldSelf. */
  uncorrelated: string | undefined;
  /** Whether rules are compiled: not inside of logic, and not in schemas that are wrong. */
  withRules: boolean;
}

/** Findings in the schema itself come before those in rules. */
interface Found {
  schema: Cause[];
  rules: Cause[];
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const metaFields = new Set(['metadata', 'kind', 'apiVersion']);

/** What is wrong with a schema that is written in a definition; rules are compiled when `withRules`. */
export function schemaCauses(schema: Schema, path: string, withRules: boolean): Cause[] {
  const place: Place = { path, isRoot: true, isMeta: false, noDefaults: undefined, uncorrelated: undefined, withRules };
  const { schema: own, rules } = walk(schema, place);
  return [...own, ...rules];
}

function walk(schema: Schema, place: Place): Found {
  const { path } = place;
  const found: Found = { schema: standardCauses(schema, place), rules: [] };
  const below = (child: unknown, at: string, change: Partial<Place> = {}) => {
    if (child === null || typeof child !== 'object') return;
    const inner = walk(child as Schema, { ...place, isRoot: false, path: `${path}.${at}`, ...change });
    found.schema.push(...inner.schema);
    found.rules.push(...inner.rules);
  };
  if (schema.uniqueItems) found.schema.push(...uniqueCauses(path));
  const extra = schema.additionalProperties;
  if (extra !== undefined) {
    if (Object.keys(schema.properties ?? {}).length && extra !== true)
      found.schema.push(
        forbiddenValue(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'),
      );
    const noDefaults = 'inside additionalProperties applying to object metadata';
    below(extra, 'additionalProperties', place.isMeta ? { noDefaults } : {});
  }
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const isMeta = (place.isRoot || schema['x-kubernetes-embedded-resource'] === true) && metaFields.has(name);
    const noDefaults = isMeta && place.isRoot ? `in top-level ${name}` : place.noDefaults;
    below(field, entry('properties', name), { isMeta: isMeta || place.isMeta, noDefaults });
  }
  const inLogic = { withRules: false };
  below(schema.not, 'not', inLogic);
  for (const key of ['allOf', 'oneOf', 'anyOf'] as const)
    for (const [index, each] of (schema[key] ?? []).entries()) below(each, entry(key, index), inLogic);
  const isMap = schema['x-kubernetes-list-type'] === 'map';
  const uncorrelated = isMap ? place.uncorrelated : (place.uncorrelated ?? path);
  if (schema.items && !Array.isArray(schema.items)) below(schema.items, 'items', { uncorrelated });
  found.schema.push(...extensionCauses(schema, path), ...listCauses(schema, path));
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (rules.length) {
    const problems = ruleProblems(schema, { path: `${path}.x-kubernetes-validations`, ...rulePlace(place, schema) });
    found.schema.push(...problems.form);
    if (!found.schema.length && place.withRules) found.rules.push(...problems.compile());
  }
  return found;
}

function rulePlace(place: Place, schema: Schema): { isObject: boolean; uncorrelated: string | undefined } {
  const isObject = place.isRoot || schema['x-kubernetes-embedded-resource'] === true;
  return { isObject, uncorrelated: place.uncorrelated };
}

const unsupported = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'] as const;

/** Whether a schema has nothing in it that no structural schema can have: others are not looked at any closer. */
export function canBeStructural(schema: Schema): boolean {
  const props: SchemaProps = schema;
  if (Array.isArray(props.items) || unsupported.some((key) => isSet(props[key]))) return false;
  const below = [
    ...Object.values(schema.properties ?? {}),
    schema.items,
    schema.additionalProperties,
    schema.not,
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
  ];
  return below.every((each) => !each || typeof each !== 'object' || canBeStructural(each));
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== '' && (typeof value !== 'object' || goJson(value) !== '{}');
}

function standardCauses(schema: Schema, place: Place): Cause[] {
  const { path } = place;
  const props: SchemaProps = schema;
  const causes: Cause[] = [];
  if (schema.type && !types.includes(schema.type))
    causes.push(notSupported(`${path}.type`, schema.type, types.toSorted()));
  if (schema.default !== undefined && schema.default !== null && place.noDefaults)
    causes.push(forbiddenValue(`${path}.default`, `must not be set ${place.noDefaults}`));
  for (const key of unsupported) {
    if (isSet(props[key])) causes.push(forbiddenValue(`${path}.${key}`, `${key} is not supported`));
  }
  if ((schema.type as string) === 'null')
    causes.push(forbiddenValue(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
  if (Array.isArray(props.items))
    causes.push(forbiddenValue(`${path}.items`, 'items must be a schema object and not an array'));
  if (place.isMeta && schema['x-kubernetes-embedded-resource'])
    causes.push(forbiddenValue(`${path}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta'));
  return causes;
}

function extensionCauses(schema: Schema, path: string): Cause[] {
  const causes: Cause[] = [];
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    causes.push(invalidValue(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === undefined) return causes;
  if (schema.type !== 'object') {
    const detail = 'must be object if x-kubernetes-map-type is specified';
    causes.push(schema.type ? invalidValue(`${path}.type`, schema.type, detail) : required(`${path}.type`, detail));
  }
  if (mapType !== 'atomic' && mapType !== 'granular')
    causes.push(notSupported(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular']));
  return causes;
}
