// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { duplicate, entry, goJson, invalidValue } from './causes.ts';
import { isFields } from './correlation.ts';

/** The items that come twice in lists that are sets, and in lists that are maps. */
export function listTypeCauses(schema: Schema, value: unknown, path = ''): Cause[] {
  if (Array.isArray(value)) {
    const own = ownCauses(schema, value, path);
    const { items } = schema;
    return items && hasLists(items)
      ? [...own, ...value.flatMap((item, at) => listTypeCauses(items, item, entry(path, at)))]
      : own;
  }
  if (!isFields(value) || !hasLists(schema)) return [];
  const extra = schema.additionalProperties;
  return Object.entries(value).flatMap(([name, field]) => {
    const known = schema.properties?.[name];
    if (known) return listTypeCauses(known, field, path ? `${path}.${name}` : name);
    return typeof extra === 'object' ? listTypeCauses(extra, field, entry(path, name)) : [];
  });
}

const withLists = new WeakMap<Schema, boolean>();

/** Whether there are such lists anywhere in a schema. */
function hasLists(schema: Schema): boolean {
  let found = withLists.get(schema);
  if (found === undefined) {
    const listType = schema['x-kubernetes-list-type'];
    // A schema that contains itself is supposed to have none until one was found.
    withLists.set(schema, false);
    const below = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
    found =
      listType === 'set' || listType === 'map' || below.some((each) => typeof each === 'object' && hasLists(each));
    withLists.set(schema, found);
  }
  return found;
}

function ownCauses(schema: Schema, items: readonly unknown[], path: string): Cause[] {
  switch (schema['x-kubernetes-list-type']) {
    case 'set':
      return seconds(items).map((at) => duplicate(entry(path, at), items[at]));
    case 'map': {
      const wrong = items.findIndex((item) => item !== null && !isFields(item));
      if (wrong >= 0)
        return [invalidValue(entry(path, wrong), items[wrong], 'must be an object for an array of list-type map')];
      const keys = items.map((item) => keysOf(schema, item));
      return seconds(keys).map((at) => duplicate(entry(path, at), keys[at]));
    }
    default:
      return [];
  }
}

function keysOf(schema: Schema, item: unknown): object {
  const fields = isFields(item) ? item : {};
  const names = (schema['x-kubernetes-list-map-keys'] ?? []).filter((name) => Object.hasOwn(fields, name));
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** Where each value that comes more than once comes for the second time. */
function seconds(values: readonly unknown[]): number[] {
  if (values.length < 2) return [];
  const times = new Map<string, number>();
  return values.flatMap((value, at) => {
    const text = goJson(value);
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    return before === 1 ? [at] : [];
  });
}
