// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Review } from '../hook-behaviours.ts';
import { causes } from './causes.ts';
import type { Difference, Json, Place } from './difference.ts';
import { goValues } from './go-values.ts';
import { objects } from './objects.ts';
import { ownership } from './ownership.ts';
import { refusals } from './refusals.ts';
import { texts } from './texts.ts';

/** Every difference that is allowed, one by one. */
export const allowed: readonly Difference[] = [...objects, ...ownership, ...causes, ...refusals, goValues, ...texts];

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

/** Up to 1.21 an update that admission refuses was tried a second time, in vain. */
export function askedOnce<T extends { what: string; answer: Review }>(received: readonly T[]): T[] {
  const without = ({ what, answer }: T) =>
    JSON.stringify({ what, request: { ...answer.request, uid: '', oldObject: 0 } });
  return received.filter((each, index) => {
    const before = received[index - 1];
    return each.answer.request.operation !== 'UPDATE' || before === undefined || without(before) !== without(each);
  });
}

/** Names of differences that nothing needed: they are to be taken out. */
export function unused(): string[] {
  return allowed.map(({ name }) => name).filter((name) => !used.has(name));
}
