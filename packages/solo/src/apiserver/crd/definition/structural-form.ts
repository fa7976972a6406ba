// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Whether a schema is structural: its form is said outside of logic (allOf, anyOf, oneOf, not), and completely.

import type { Cause } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { entry, forbiddenValue, goJson, invalidValue, required } from '../structural/causes.ts';
import { goRegExp } from '../structural/go-regexp.ts';

type Level = 'root' | 'item' | 'field';

/** What keeps a schema from being structural, in order of the messages. @upstream apiextensions-apiserver ValidateStructural */
export function structuralCauses(schema: Schema, path: string): Cause[] {
  const causes = [...invariants(schema, 'root', path), ...incomplete(schema, schema, path, path)];
  const text = (cause: Cause) => `${cause.field}: ${cause.message}`;
  return causes.sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

function invariants(schema: Schema, level: Level, path: string): Cause[] {
  const { items, additionalProperties: extra, type } = schema;
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const causes: Cause[] = [];
  if (type === 'array' && !items) causes.push(required(`${path}.items`, 'must be specified'));
  if (items) causes.push(...invariants(items, 'item', `${path}.items`));
  for (const [name, field] of Object.entries(schema.properties ?? {}))
    causes.push(...invariants(field, 'field', entry(`${path}.properties`, name)));
  if (extra !== undefined) {
    if (level === 'root') causes.push(forbiddenValue(`${path}.additionalProperties`, 'must not be used at the root'));
    if (typeof extra === 'object') causes.push(...invariants(extra, 'field', `${path}.additionalProperties`));
    if (isEmbedded)
      causes.push(
        forbiddenValue(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set'),
      );
  }
  causes.push(...extensions(schema, path), ...logic(schema, path), ...typeCauses(schema, level, path));
  causes.push(...metaCauses(schema, level, path));
  if (isEmbedded && !isOpen && !Object.keys(schema.properties ?? {}).length)
    causes.push(
      required(
        `${path}.properties`,
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
      ),
    );
  return causes;
}

function extensions(schema: Schema, path: string): Cause[] {
  if (!schema['x-kubernetes-int-or-string']) return [];
  return (['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const).flatMap((name) =>
    schema[name] ? [invalidValue(`${path}.${name}`, true, 'must be false if x-kubernetes-int-or-string is true')] : [],
  );
}

const missingType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

function typeCauses(schema: Schema, level: Level, path: string): Cause[] {
  const { type } = schema;
  const at = `${path}.type`;
  const causes: Cause[] = [];
  const mayLackType = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields'];
  if (schema['x-kubernetes-embedded-resource'] && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    causes.push(type ? invalidValue(at, type, detail) : required(at, detail));
  } else if (!type && !mayLackType) causes.push(required(at, missingType[level]));
  if (level === 'root' && type && type !== 'object') causes.push(invalidValue(at, type, 'must be object at the root'));
  return causes;
}

function metaCauses(schema: Schema, level: Level, path: string): Cause[] {
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  const isObject = level === 'root' || schema['x-kubernetes-embedded-resource'] === true;
  const at = (name: string) => entry(`${path}.properties`, name);
  const causes: Cause[] = [];
  if (isObject && kind && kind.type !== 'string')
    causes.push(invalidValue(`${at('kind')}.type`, kind.type ?? '', 'must be string'));
  if (isObject && apiVersion && apiVersion.type !== 'string')
    causes.push(invalidValue(`${at('apiVersion')}.type`, apiVersion.type ?? '', 'must be string'));
  if (isObject && metadata && metadata.type !== 'object')
    causes.push(invalidValue(`${at('metadata')}.type`, metadata.type ?? '', 'must be object'));
  if (level === 'root' && metadata && !isNameRestriction(metadata))
    causes.push(
      forbiddenValue(
        at('metadata'),
        'must not specify anything other than name and generateName, but metadata is implicitly specified',
      ),
    );
  return causes;
}

function isNameRestriction(metadata: Schema): boolean {
  const { type: _, default: __, properties = {}, ...rest } = metadata;
  const names = Object.keys(properties);
  const isRestricted = names.every((name) => name === 'name' || name === 'generateName');
  return isRestricted && Object.values(rest).every(isZero);
}

function isZero(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === '' || value === 0;
}

const eitherType = goJson([{ type: 'integer' }, { type: 'string' }]);

function isEither(schemas: readonly Schema[] | undefined): boolean {
  return schemas?.length === 2 && goJson(schemas) === eitherType;
}

/** What may not be in the logical parts of a schema. */
function logic(
  schema: Schema,
  path: string,
  skip = { anyOf: isEither(schema.anyOf), first: isEither(schema.allOf?.[0]?.anyOf) },
): Cause[] {
  const causes: Cause[] = [];
  if (!skip.anyOf)
    for (const [index, each] of (schema.anyOf ?? []).entries())
      causes.push(...nested(each, entry(`${path}.anyOf`, index), false));
  for (const [index, each] of (schema.allOf ?? []).entries())
    causes.push(...nested(each, entry(`${path}.allOf`, index), skip.first && index === 0));
  for (const [index, each] of (schema.oneOf ?? []).entries())
    causes.push(...nested(each, entry(`${path}.oneOf`, index), false));
  if (schema.not) causes.push(...nested(schema.not, `${path}.not`, false));
  if (schema.pattern) {
    try {
      goRegExp(schema.pattern);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      causes.push(
        invalidValue(`${path}.pattern`, schema.pattern, `must be a valid regular expression, but isn't: ${why}`),
      );
    }
  }
  return causes;
}

const mustBe: readonly [key: keyof Schema, what: string][] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function nested(schema: Schema, path: string, skipAnyOf: boolean): Cause[] {
  const causes = logic(schema, path, { anyOf: skipAnyOf, first: false });
  if (schema.items) causes.push(...nested(schema.items, `${path}.items`, false));
  for (const [name, field] of Object.entries(schema.properties ?? {}))
    causes.push(...nested(field, entry(`${path}.properties`, name), false));
  for (const [key, what] of mustBe) {
    const value = schema[key];
    const isAbsent =
      key === 'default' || key === 'additionalProperties' ? value === undefined || value === null : isZero(value);
    if (!isAbsent && !(Array.isArray(value) && value.length === 0)) causes.push(forbiddenValue(`${path}.${key}`, what));
  }
  if (schema.properties?.metadata)
    causes.push(forbiddenValue(entry(`${path}.properties`, 'metadata'), 'must not be specified in a nested context'));
  return causes;
}

/** Fields and items that only the logical parts of a schema speak of. */
function incomplete(part: Schema, form: Schema, formPath: string, partPath: string): Cause[] {
  const each = (schema: Schema, path: string) => incompleteNested(schema, form, formPath, path);
  return [
    ...(part.not ? each(part.not, `${partPath}.not`) : []),
    ...(part.allOf ?? []).flatMap((schema, index) => each(schema, entry(`${partPath}.allOf`, index))),
    ...(part.anyOf ?? []).flatMap((schema, index) => each(schema, entry(`${partPath}.anyOf`, index))),
    ...(part.oneOf ?? []).flatMap((schema, index) => each(schema, entry(`${partPath}.oneOf`, index))),
  ];
}

function incompleteNested(part: Schema, form: Schema | undefined, formPath: string, partPath: string): Cause[] {
  if (!form) return [required(formPath, `because it is defined in ${partPath}`)];
  const causes = incomplete(part, form, formPath, partPath);
  if (part.items) causes.push(...incompleteNested(part.items, form.items, `${formPath}.items`, `${partPath}.items`));
  for (const [name, field] of Object.entries(part.properties ?? {})) {
    const [formAt, partAt] = [entry(`${formPath}.properties`, name), entry(`${partPath}.properties`, name)];
    causes.push(...incompleteNested(field, form.properties?.[name], formAt, partAt));
  }
  return causes;
}
