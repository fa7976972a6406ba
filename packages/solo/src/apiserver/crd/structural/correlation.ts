// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';
import { goJson } from './causes.ts';

type Fields = Record<string, unknown>;

/**
 * A value beside what it was before the change, along a schema: what did not change may stay as wrong as it was.
 * Items of a list correspond by their keys where the list is a map; items of other lists to nothing.
 */
export class Correlation {
  readonly value: unknown;
  readonly old: unknown;
  readonly #schema: Schema;
  readonly #children = new Map<string | number, Correlation>();
  #oldItems: Map<string, unknown> | undefined;
  #isEqual: boolean | undefined;

  constructor(value: unknown, old: unknown, schema: Schema) {
    this.value = value;
    this.old = old;
    this.#schema = schema;
  }

  /** The part below a field; undefined when there was none, or the schema does not know it. */
  key(name: string): Correlation | undefined {
    const known = this.#children.get(name);
    if (known) return known;
    if (!isFields(this.value) || !isFields(this.old)) return undefined;
    if (!Object.hasOwn(this.value, name) || !Object.hasOwn(this.old, name)) return undefined;
    const extra = this.#schema.additionalProperties;
    const schema = this.#schema.properties?.[name] ?? (typeof extra === 'object' ? extra : undefined);
    return schema && this.#child(name, new Correlation(this.value[name], this.old[name], schema));
  }

  /** The item of a list whose items are known by keys; undefined for other lists, and for new items. */
  index(at: number): Correlation | undefined {
    const known = this.#children.get(at);
    if (known) return known;
    if (!Array.isArray(this.value) || !Array.isArray(this.old) || !this.#schema.items) return undefined;
    if (this.#schema['x-kubernetes-list-type'] !== 'map') return undefined;
    this.#oldItems ??= byKeys(this.#schema, this.old);
    const item: unknown = this.value[at];
    const key = itemKey(this.#schema, item);
    const old = key === undefined ? undefined : this.#oldItems.get(key);
    if (old === undefined || old === null) return undefined;
    return this.#child(at, new Correlation(item, old, this.#schema.items));
  }

  /** Whether nothing has changed. */
  isEqual(): boolean {
    this.#isEqual ??= this.#compare();
    return this.#isEqual;
  }

  #child(key: string | number, child: Correlation): Correlation {
    this.#children.set(key, child);
    return child;
  }

  #compare(): boolean {
    const { value, old } = this;
    if (value === old) return true;
    if (Array.isArray(value) && Array.isArray(old)) {
      if (value.length !== old.length) return false;
      if (this.#schema['x-kubernetes-list-type'] !== 'map') return goJson(value) === goJson(old);
      return value.every((_, at) => this.index(at)?.isEqual() ?? false);
    }
    if (isFields(value) && isFields(old)) {
      const names = Object.keys(value);
      if (names.length !== Object.keys(old).length) return false;
      return names.every((name) => this.key(name)?.isEqual() ?? false);
    }
    return false;
  }
}

/** What an item of a list is known by; undefined for what is no object. */
export function itemKey(schema: Schema, item: unknown): string | undefined {
  if (!isFields(item)) return undefined;
  return goJson((schema['x-kubernetes-list-map-keys'] ?? []).map((key) => item[key] ?? null));
}

/** The items of a list by what they are known by. */
export function byKeys(schema: Schema, items: readonly unknown[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const item of items) {
    const key = itemKey(schema, item);
    if (key !== undefined && !found.has(key)) found.set(key, item);
  }
  return found;
}

/** Whether a value is an object of JSON. */
export function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
