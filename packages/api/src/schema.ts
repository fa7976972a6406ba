// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The vocabulary in which every wire type is written once. A schema is plain data; its TypeScript type, its part of a
// CustomResourceDefinition (structural.ts), its `kubectl explain` text and its checks (validate.ts) are read off it.

declare const wire: unique symbol;

/** Carries the TypeScript type of a schema; nothing of it exists at run time. */
export interface Typed<T> {
  readonly [wire]?: T;
}

/** What every schema may say about the value besides its type. */
interface Facts {
  /** Text of `kubectl explain`: meaning, unit and default. */
  readonly description?: string;
  /** The surrounding object is refused without this field. */
  readonly required?: true;
  /** `null` is accepted on the wire and means the same as an absent field. */
  readonly nullable?: true;
}

/** Limits of a string. */
export interface StringLimits {
  readonly format?: 'date-time';
  readonly minLength?: number;
  readonly pattern?: string;
  /** Written by the API server when the field is absent. */
  readonly default?: string;
}

/** Inclusive limits of a number. */
export interface NumberLimits {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Limits on a list's length. */
export interface ListLimits {
  readonly maxItems?: number;
}

/** A text, with what it may say. */
export interface StringSchema extends Facts, StringLimits {
  readonly type: 'string';
  readonly enum?: readonly string[];
  /**
   * The API server itself refuses other values than those of the enum. Without it only admission does: an object that
   * was stored with another value can then still lose its finalizers.
   */
  readonly strict?: true;
}

/** A number, with its bounds. */
export interface NumberSchema extends Facts, NumberLimits {
  readonly type: 'integer' | 'number';
  readonly format: 'byte' | 'int32' | 'int64' | 'float';
}

/** A single value of one kind. */
export interface ScalarSchema extends Facts {
  /** A quantity is Kubernetes' "512Mi" or a whole number; int-or-string is a port's name or number. */
  readonly type: 'boolean' | 'quantity' | 'int-or-string';
}

/** A list, with how its items are told apart. */
export interface ListSchema extends Facts, ListLimits {
  readonly type: 'list';
  readonly items: Schema;
  /** How server-side apply merges the list; absent means as one value. */
  readonly listType?: 'atomic' | 'set' | 'map';
  /** The fields that tell one item from another, with listType `map`. */
  readonly keys?: readonly string[];
}

/** A map from names to values. */
export interface MapSchema extends Facts {
  readonly type: 'map';
  readonly values: Schema;
}

/** An object, with its fields and which of them it must have. */
export interface ObjectSchema extends Facts {
  readonly type: 'object';
  readonly fields: Fields;
  /** Server-side apply replaces the object as a whole. */
  readonly atomic?: true;
  /** Fields that are not listed are kept instead of pruned. */
  readonly open?: true;
  /** Metadata of an object inside another: known to us in full, kept as it is by the API server. */
  readonly embedded?: true;
}

/** Any schema, with the type of its values when that is known. */
export type Schema<T = unknown> = Typed<T> &
  (StringSchema | NumberSchema | ScalarSchema | ListSchema | MapSchema | ObjectSchema);

/** The fields of an object by their names on the wire. */
export type Fields = Readonly<Record<string, Schema>>;

/** The TypeScript type of a schema's values. */
export type Infer<S> = S extends Typed<infer T> ? T : never;

type Required<F> = { [K in keyof F as F[K] extends { required: true } ? K : never]: Infer<F[K]> };
type Optional<F> = { [K in keyof F as F[K] extends { required: true } ? never : K]?: Infer<F[K]> };
type Shape<F> = { [K in keyof (Required<F> & Optional<F>)]: (Required<F> & Optional<F>)[K] };

/** A string of any content unless limited. */
export const string = (description?: string, limits?: StringLimits): StringSchema & Typed<string> => ({
  type: 'string',
  description,
  ...limits,
});

/** A string that is one of the given values. */
export const oneOf = <const V extends readonly string[]>(
  values: V,
  description?: string,
  options?: Pick<StringSchema, 'strict'>,
): StringSchema & Typed<V[number]> => ({ type: 'string', enum: values, description, ...options });

/** A point in time as RFC 3339 text. */
export const time = (description?: string): StringSchema & Typed<string> =>
  string(description, { format: 'date-time' });

/** A span of time as Go writes it: "1h30m", "500ms". */
export const duration = (description?: string): StringSchema & Typed<string> => string(description);

/** A whole number of 32 bits. */
export const int32 = (description?: string, limits?: NumberLimits): NumberSchema & Typed<number> => ({
  type: 'integer',
  format: 'int32',
  description,
  ...limits,
});

/** A whole number of 64 bits. */
export const int64 = (description?: string, limits?: NumberLimits): NumberSchema & Typed<number> => ({
  type: 'integer',
  format: 'int64',
  description,
  ...limits,
});

/** A whole number from 0 to 255. */
export const uint8 = (description?: string): NumberSchema & Typed<number> => ({
  type: 'integer',
  format: 'byte',
  description,
  minimum: 0,
  maximum: 255,
});

/** A number that may have a fraction. */
export const float = (description?: string): NumberSchema & Typed<number> => ({
  type: 'number',
  format: 'float',
  description,
});

/** True or false. */
export const boolean = (description?: string): ScalarSchema & Typed<boolean> => ({ type: 'boolean', description });

/** An amount with an optional Kubernetes suffix: "64Mi", "500m", 2. */
export const quantity = (description?: string): ScalarSchema & Typed<string | number> => ({
  type: 'quantity',
  description,
});

/** A port's number or name. */
export const intOrString = (description?: string): ScalarSchema & Typed<string | number> => ({
  type: 'int-or-string',
  description,
});

/** A list without a merge rule of its own; server-side apply takes it as one value. */
export const list = <T>(items: Schema<T>, description?: string): ListSchema & Typed<T[]> => ({
  type: 'list',
  items,
  description,
});

/** A list that is declared to be one value for server-side apply. */
export const atomicList = <T>(
  items: Schema<T>,
  description?: string,
  limits?: ListLimits,
): ListSchema & Typed<T[]> => ({
  type: 'list',
  items,
  listType: 'atomic',
  description,
  ...limits,
});

/** A list in which no value may come twice. */
export const setList = <T>(items: Schema<T>, description?: string): ListSchema & Typed<T[]> => ({
  type: 'list',
  items,
  listType: 'set',
  description,
});

/** A list whose items are told apart, and merged, by the given required fields. */
export const keyedList = <T>(
  keys: readonly (keyof T & string)[],
  items: Schema<T>,
  description?: string,
): ListSchema & Typed<T[]> => ({ type: 'list', items, listType: 'map', keys, description });

/** An object with free keys and values of one type. */
export const map = <T>(values: Schema<T>, description?: string): MapSchema & Typed<Record<string, T>> => ({
  type: 'map',
  values,
  description,
});

/** An object with exactly these fields. */
export const object = <F extends Fields>(
  description: string,
  fields: F,
  options?: Pick<ObjectSchema, 'atomic' | 'open' | 'nullable'>,
): ObjectSchema & Typed<Shape<F>> => ({ type: 'object', description, fields, ...options });

/** Uses a definition in a field, with what it means there; the type argument keeps the interface's name in messages. */
export const ref = <T>(definition: ObjectSchema & Typed<T>, description?: string): ObjectSchema & Typed<T> => ({
  ...definition,
  description: description ?? definition.description,
});

/** Uses an object's metadata inside another object. */
export const embedded = <T>(definition: ObjectSchema & Typed<T>, description: string): ObjectSchema & Typed<T> => ({
  ...ref<T>(definition, description),
  embedded: true,
});

/** Marks a field without which the object is refused. */
export const required = <S extends Schema>(schema: S): S & { required: true } => ({ ...schema, required: true });

/** Marks a field in which `null` is accepted as "not set". */
export const nullable = <S extends Schema>(schema: S): S & { nullable: true } => ({ ...schema, nullable: true });
