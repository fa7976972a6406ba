// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { alwaysPresent } from './always-present.ts';
import { objectMeta } from './object-meta.ts';

/** What a value may be, as merging and ownership see it. Several of the three: the value decides. */
export interface Shape {
  scalar?: 'numeric' | 'string' | 'boolean' | 'untyped';
  list?: ListShape;
  map?: MapShape;
}

/** A list: atomic, a set (no keys), or items known by their keys. */
export interface ListShape {
  isAtomic: boolean;
  keys: readonly string[];
  /** What a key is when an item leaves it out. */
  keyDefaults: Readonly<Record<string, unknown>>;
  readonly item: Shape;
}

/** An object: atomic, or with fields that are owned one by one. */
export interface MapShape {
  isAtomic: boolean;
  /** Fields with a name of their own, not the entries of a dictionary. */
  isNamed(field: string): boolean;
  /** The shape of a field; undefined for one that the schema does not have. */
  field(name: string): Shape | undefined;
  /** As `alwaysPresent` gives them. */
  present: ReadonlyMap<string, unknown>;
}

const nothing: ReadonlyMap<string, unknown> = new Map();

/** Any value, all of it one leaf. */
const untyped: Shape = {
  scalar: 'untyped',
  list: {
    isAtomic: true,
    keys: [],
    keyDefaults: {},
    get item() {
      return untyped;
    },
  },
  map: { isAtomic: true, isNamed: () => false, field: () => untyped, present: nothing },
};

/** Any value: objects field by field, lists whole. */
const deduced: Shape = {
  scalar: 'untyped',
  list: { isAtomic: true, keys: [], keyDefaults: {}, item: untyped },
  map: { isAtomic: false, isNamed: () => false, field: () => deduced, present: nothing },
};

const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const shapes = [new WeakMap<Schema, Shape>(), new WeakMap<Schema, Shape>()] as const;
const rootShapes = new WeakMap<Schema, Shape>();

/** The shape of the objects of a kind. */
export function shapeOfKind(kind: Kind): Shape {
  const known = rootShapes.get(kind.schema);
  if (known) return known;
  const keeps = kind.schema['x-kubernetes-preserve-unknown-fields'] === true;
  const shape: Shape = { map: embedded(kind.schema, keeps) };
  rootShapes.set(kind.schema, shape);
  return shape;
}

/** The shape of the values of a schema; below a schema that keeps unknown fields all do. */
function shapeOf(schema: Schema, keepsUnknown: boolean): Shape {
  const keeps = keepsUnknown || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const cache = shapes[keeps ? 1 : 0];
  const known = cache.get(schema);
  if (known) return known;
  const shape = make(schema, keeps);
  cache.set(schema, shape);
  return shape;
}

function make(schema: Schema, keeps: boolean): Shape {
  if (schema.definition === quantity) return { scalar: 'untyped' };
  if (schema['x-kubernetes-embedded-resource']) return { map: embedded(schema, keeps) };
  switch (schema.type) {
    case 'object':
      return { map: mapShape(schema, keeps) };
    case 'array':
      return { list: listShape(schema, keeps) };
    case 'integer':
    case 'number':
      return { scalar: 'numeric' };
    case 'boolean':
      return { scalar: 'boolean' };
    case 'string':
      return { scalar: !schema.format || schema.format === 'byte' ? 'string' : 'untyped' };
    default:
      return { scalar: 'untyped', list: listShape(schema, keeps), map: mapShape(schema, keeps) };
  }
}

/** The shape of a whole object: with apiVersion, kind and metadata, whatever its schema says of them. */
function embedded(schema: Schema, keeps: boolean): MapShape {
  const own = schema.properties?.metadata;
  const metadata = own?.definition ? own : objectMeta;
  const string: Schema = { type: 'string' };
  const properties = { ...schema.properties, apiVersion: string, kind: string, metadata };
  return mapShape({ ...schema, properties }, keeps);
}

function mapShape(schema: Schema, keeps: boolean): MapShape {
  const fields = schema.properties ?? {};
  const rest = entryShape(schema, keeps);
  return {
    isAtomic: schema['x-kubernetes-map-type'] === 'atomic',
    isNamed: (name) => Object.hasOwn(fields, name),
    field: (name) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (!field) return rest();
      return isRaw(schema, field) ? untyped : shapeOf(field, keeps);
    },
    present: alwaysPresent(schema),
  };
}

// What a built-in kind holds without knowing what it is, such as the data of a ControllerRevision.
function isRaw(schema: Schema, field: Schema): boolean {
  const isBuiltIn = schema.definition?.startsWith('io.k8s.api.') === true;
  return isBuiltIn && !field.type && !field.definition && field['x-kubernetes-preserve-unknown-fields'] === true;
}

function entryShape(schema: Schema, keeps: boolean): () => Shape | undefined {
  const more = schema.additionalProperties;
  if (typeof more === 'object') return () => shapeOf(more, keeps);
  if (more === true) return () => deduced;
  const isOpen = more === undefined && (keeps || Object.keys(schema.properties ?? {}).length === 0);
  return () => (isOpen ? deduced : undefined);
}

function listShape(schema: Schema, keeps: boolean): ListShape {
  const { isAtomic, keys } = relation(schema);
  const items = schema.items;
  const keyDefaults: Record<string, unknown> = {};
  for (const key of keys) {
    const value = items?.properties?.[key]?.default ?? zeroKey(items, key);
    if (value !== undefined) keyDefaults[key] = value;
  }
  return {
    isAtomic,
    keys,
    keyDefaults,
    get item() {
      return items ? shapeOf(items, keeps) : untyped;
    },
  };
}

// Required keys of built-in kinds are there even when left out, as their zero.
function zeroKey(items: Schema | undefined, key: string): unknown {
  return items?.required?.includes(key) ? alwaysPresent(items).get(key) : undefined;
}

function relation(schema: Schema): { isAtomic: boolean; keys: readonly string[] } {
  switch (schema['x-kubernetes-list-type']) {
    case 'map':
      return { isAtomic: false, keys: schema['x-kubernetes-list-map-keys'] ?? [] };
    case 'set':
      return { isAtomic: false, keys: [] };
    case 'atomic':
      return { isAtomic: true, keys: [] };
    default: {
      const merges = schema['x-kubernetes-patch-strategy']?.split(',').includes('merge') === true;
      const key = schema['x-kubernetes-patch-merge-key'];
      return { isAtomic: !merges, keys: merges && key ? [key] : [] };
    }
  }
}
