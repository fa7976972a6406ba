// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { goValues } from './go-values.ts';
import { objects } from './object-differences.ts';
import { refusals } from './refusal-differences.ts';
import { texts } from './text-differences.ts';

type Json = Record<string, unknown>;

/** Where an object stands: in the answer to which request, and there at which path. */
export interface Place {
  /** `body.items[0].metadata` */
  path: string;
  /** The step, as its case has it: `POST /api/v1/namespaces/$ns/pods`. */
  what: string;
  /** The whole of the answer's body. */
  body: Json;
}

/**
 * One place where the reference (Kubernetes 1.20) and what we follow (1.3x) are meant to differ. It turns the answer of the former into
 * that of the latter, so that the latter is still what the candidate is held to.
 */
export interface Difference {
  readonly name: string;
  readonly reason: string;
  /** A sentence, or part of one, that is worded otherwise now. */
  readonly text?: readonly [RegExp, string | ((...groups: string[]) => string)];
  /** Changes an object of the answer in place, and tells whether it did. */
  readonly object?: (object: Json, at: Place) => boolean;
}

/** Every difference that is allowed, one by one. */
export const allowed: readonly Difference[] = [...objects, ...refusals, goValues, ...texts];

const used = new Set<string>();

function upgradedText(text: string): string {
  let now = text;
  for (const { name, text: rule } of allowed) {
    if (rule === undefined) continue;
    const next = now.replace(rule[0], rule[1] as string);
    if (next !== now) used.add(name);
    now = next;
  }
  return now;
}

function upgradedValue(value: unknown, at: Place): unknown {
  if (typeof value === 'string') return upgradedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item, index) => upgradedValue(item, { ...at, path: `${at.path}[${index}]` }));
  }
  const object = value as Json;
  for (const { name, object: rule } of allowed) if (rule?.(object, at)) used.add(name);
  const inner = (key: string) => ({ ...at, path: at.path === '' ? key : `${at.path}.${key}` });
  return Object.fromEntries(Object.entries(object).map(([key, each]) => [key, upgradedValue(each, inner(key))]));
}

/** What the reference's answer to a step, in its normal form, would be in the versions that we follow. */
export function upgraded(answer: unknown, what: string): unknown {
  const copy = structuredClone(answer) as { body?: Json };
  return upgradedValue(copy, { path: '', what, body: copy?.body ?? {} });
}

/** Names of differences that nothing needed: they are to be taken out. */
export function unused(): string[] {
  return allowed.map(({ name }) => name).filter((name) => !used.has(name));
}
