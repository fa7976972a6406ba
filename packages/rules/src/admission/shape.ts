// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { type ObjectSchema, prune, validateKind } from '@kubevirt-ts/api';
import type { Cause } from './cause.ts';

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value without its null fields, which mean the same as absent ones. */
export const withoutNulls = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item)]])),
  ) as T;
};

/**
 * Every field of an object that has the wrong type or none of the allowed values, by its path.
 * Asked before the defaults are, which may then rely on the types. Fields nobody knows are left to the API server, so
 * that a definition newer than this program does no harm.
 */
export const shapeFaults = (kind: ObjectSchema, object: object): Cause[] =>
  validateKind(kind, prune(kind, object) as object);
