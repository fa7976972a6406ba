// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause } from '../../kind.ts';
import { metadataCauses } from '../../kinds/validation/metadata.ts';
import { isDns1035Label, isPathSegment } from '../../kinds/validation/names.ts';
import type { Schema } from '../../schema.ts';
import { entry, invalidValue, required } from './causes.ts';
import { isFields } from './correlation.ts';

/** What is wrong with the apiVersion, kind and metadata of objects inside an object. */
export function embeddedCauses(schema: Schema, value: unknown, path = ''): Cause[] {
  if (!hasEmbedded(schema)) return [];
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, at) => embeddedCauses(items, item, entry(path, at))) : [];
  }
  if (!isFields(value)) return [];
  const own = schema['x-kubernetes-embedded-resource'] ? objectCauses(value, path) : [];
  const extra = schema.additionalProperties;
  const below = Object.entries(value).flatMap(([name, field]) => {
    const known = schema.properties?.[name];
    if (known) return embeddedCauses(known, field, at(path, name));
    return typeof extra === 'object' ? embeddedCauses(extra, field, entry(path, name)) : [];
  });
  return [...own, ...below];
}

const withEmbedded = new WeakMap<Schema, boolean>();

function hasEmbedded(schema: Schema): boolean {
  let found = withEmbedded.get(schema);
  if (found === undefined) {
    withEmbedded.set(schema, false);
    const below = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
    found =
      schema['x-kubernetes-embedded-resource'] === true ||
      below.some((each) => typeof each === 'object' && hasEmbedded(each));
    withEmbedded.set(schema, found);
  }
  return found;
}

function objectCauses(object: Record<string, unknown>, path: string): Cause[] {
  const causes: Cause[] = [];
  const { apiVersion, kind, metadata } = object;
  const versionAt = at(path, 'apiVersion');
  if (!Object.hasOwn(object, 'apiVersion')) causes.push(required(versionAt));
  else if (typeof apiVersion !== 'string') causes.push(invalidValue(versionAt, apiVersion, 'must be a string'));
  else if (apiVersion === '') causes.push(invalidValue(versionAt, apiVersion, 'must not be empty'));
  else if (apiVersion.split('/').length > 2)
    causes.push(invalidValue(versionAt, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  const kindAt = at(path, 'kind');
  if (!Object.hasOwn(object, 'kind')) causes.push(required(kindAt));
  else if (typeof kind !== 'string') causes.push(invalidValue(kindAt, kind, 'must be a string'));
  else if (kind === '') causes.push(invalidValue(kindAt, kind, 'must not be empty'));
  else if (isDns1035Label(kind.toLowerCase()).length) {
    const rules = isDns1035Label(kind.toLowerCase()).join(',');
    causes.push(invalidValue(kindAt, kind, `may have mixed case, but should otherwise match: ${rules}`));
  }
  if (metadata === undefined) return causes;
  const problem = typeProblem(metadata);
  if (problem !== undefined || !isFields(metadata))
    return [...causes, invalidValue(at(path, 'metadata'), metadata, problem ?? '')];
  // Names may be anything that can stand in a path, and may be missing.
  const named = { metadata: { name: 'fakename', ...metadata } };
  const rules = { namespaced: Boolean(metadata.namespace), nameRule: isPathSegment };
  return [...causes, ...metadataCauses(named, rules).map((cause) => ({ ...cause, field: at(path, cause.field) }))];
}

const metaTypes: Readonly<Record<string, { isRight: (value: unknown) => boolean; type: string; of: string }>> = {
  ...Object.fromEntries(
    ['name', 'generateName', 'namespace', 'uid', 'resourceVersion'].map((name) => [
      name,
      { isRight: isText, type: 'string', of: '' },
    ]),
  ),
  labels: { isRight: isText, type: 'string', of: 'object' },
  annotations: { isRight: isText, type: 'string', of: 'object' },
  finalizers: { isRight: isText, type: 'string', of: 'array' },
  ownerReferences: { isRight: isFields, type: 'v1.OwnerReference', of: 'array' },
};

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** How metadata is not of the types that metadata has, as Go's decoder says it. */
function typeProblem(metadata: unknown): string | undefined {
  if (!isFields(metadata)) return `json: cannot unmarshal ${jsonType(metadata)} into Go value of type v1.ObjectMeta`;
  for (const [name, rule] of Object.entries(metaTypes)) {
    const value = metadata[name];
    if (value === undefined || value === null) continue;
    const parts =
      rule.of === 'array' && Array.isArray(value)
        ? value
        : rule.of === 'object' && isFields(value)
          ? Object.values(value)
          : [value];
    const wrong = parts.find((part) => !rule.isRight(part));
    if (wrong !== undefined)
      return `json: cannot unmarshal ${jsonType(wrong)} into Go struct field ObjectMeta.${name} of type ${rule.type}`;
  }
  return undefined;
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function at(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}
