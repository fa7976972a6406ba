// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject } from '@kubevirt-ts/kube';
import type { Json } from '../../kind.ts';
import { difference, type FieldSet } from '../fields/field-set.ts';
import { goJson } from '../go-json.ts';
import { check } from '../typed/check.ts';
import { compare } from '../typed/compare.ts';
import { fieldsOf } from '../typed/fields-of.ts';
import type { Shape } from '../typed/shape.ts';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
const annotationsMaxBytes = 256 * 1024;

/** The fields that a client-side apply set and that are still as it set them; undefined when there was none in this version. */
export function lastAppliedFields(shape: Shape, live: Json, apiVersion: string): FieldSet | undefined {
  const text = live.metadata?.annotations?.[annotation];
  const last = text ? parsed(text) : undefined;
  if (last?.apiVersion !== apiVersion || check(shape, last).length > 0) return undefined;
  const { added, removed, modified } = compare(shape, last, live);
  return difference(difference(difference(fieldsOf(shape, last), modified), added), removed);
}

/** An object whose last-applied annotation, if it has one, says what was applied now. */
export function withLastApplied(object: Json, applied: Json): Json {
  const { annotations } = object.metadata ?? {};
  if (!annotations?.[annotation]) return object;
  const { [annotation]: _, ...own } = applied.metadata?.annotations ?? {};
  const metadata = applied.metadata?.annotations ? { ...applied.metadata, annotations: own } : applied.metadata;
  const next = { ...annotations, [annotation]: `${goJson(sorted({ ...applied, metadata }))}\n` };
  if (sizeOf(next) > annotationsMaxBytes) delete (next as Record<string, string>)[annotation];
  return { ...object, metadata: { ...object.metadata, annotations: next } };
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function sizeOf(annotations: Record<string, string>): number {
  return Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
}

/** JSON with the keys of all objects in order, as Go writes maps. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
