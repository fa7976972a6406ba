// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { entry, forbiddenValue, invalidValue, notSupported, required } from '../structural/causes.ts';

/** Lists cannot be checked for being without duplicates this way. */
export function uniqueCauses(path: string): Cause[] {
  const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
  return [forbiddenValue(`${path}.uniqueItems`, detail)];
}

/** What is wrong with how a schema says that a list is a set or a map. */
export function listCauses(schema: Schema, path: string): Cause[] {
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const causes: Cause[] = [];
  if (listType !== undefined && schema.type !== 'array') {
    const detail = 'must be array if x-kubernetes-list-type is specified';
    causes.push(schema.type ? invalidValue(`${path}.type`, schema.type, detail) : required(`${path}.type`, detail));
  } else if (listType === 'set' && schema.items) causes.push(...setCauses(schema.items, `${path}.items`));
  if (listType !== undefined && !['atomic', 'set', 'map'].includes(listType))
    causes.push(notSupported(`${path}.x-kubernetes-list-type`, listType, ['atomic', 'set', 'map']));
  if (keys.length && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const at = `${path}.x-kubernetes-list-type`;
    causes.push(listType === undefined ? required(at, detail) : invalidValue(at, listType, detail));
  }
  if (listType === 'map') causes.push(...mapCauses(schema, keys, path));
  if ((listType === 'set' || listType === 'map') && schema.items?.nullable)
    causes.push(
      forbiddenValue(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`),
    );
  if (listType === 'map' && schema.items) causes.push(...keyCauses(schema.items, keys, `${path}.items`));
  return causes;
}

function setCauses(items: Schema, path: string): Cause[] {
  const listType = items['x-kubernetes-list-type'];
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  if (items.type === 'array' && listType !== undefined && listType !== 'atomic')
    return [invalidValue(`${path}.x-kubernetes-list-type`, listType, detail)];
  if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
    return [invalidValue(`${path}.x-kubernetes-map-type`, listType ?? null, detail)];
  return [];
}

function mapCauses(schema: Schema, keys: readonly string[], path: string): Cause[] {
  const { items } = schema;
  const keysAt = `${path}.x-kubernetes-list-map-keys`;
  const causes: Cause[] = [];
  if (!keys.length) causes.push(required(keysAt, 'must not be empty if x-kubernetes-list-type is map'));
  if (!items) return [...causes, required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map')];
  if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    return [...causes, invalidValue(`${path}.items.type`, items.type ?? '', detail)];
  }
  for (const [index, key] of keys.entries()) {
    const field = items.properties?.[key];
    if (!field) causes.push(invalidValue(keysAt, keys, 'entries must all be names of item properties'));
    else if (field.type === 'array' || field.type === 'object') {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      causes.push(invalidValue(`${entry(`${path}.items.properties`, key)}.type`, items.type, detail));
    }
    if (keys.indexOf(key) < index) causes.push(invalidValue(keysAt, keys, 'must not contain duplicate entries'));
  }
  return causes;
}

function keyCauses(items: Schema, keys: readonly string[], path: string): Cause[] {
  return keys.flatMap((key) => {
    const field = items.properties?.[key];
    const at = entry(`${path}.properties`, key);
    const causes: Cause[] = [];
    if (field && !items.required?.includes(key) && field.default === undefined)
      causes.push(
        required(
          `${at}.default`,
          'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
        ),
      );
    if (field?.nullable)
      causes.push(
        forbiddenValue(`${at}.nullable`, 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable'),
      );
    return causes;
  });
}
