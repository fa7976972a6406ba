// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { applyMergePatch, isObject } from '@kubevirt-ts/kube';

// Lists that merge by the key they are known by, as in server-side apply; every other list is replaced.
const listKeys = ['name', 'type', 'uid', 'mountPath', 'containerPort', 'key'] as const;

/**
 * What an object is after one manager applies `next` where it applied `last` before: what it no longer names goes, what it
 * names is set, the rest stays. Conflicts between managers are not modelled: everything is forced.
 */
export function applyFields(current: unknown, last: unknown, next: unknown): unknown {
  if (Array.isArray(next)) return applyList(current, last, next);
  if (!isObject(next)) return structuredClone(next);
  const result: Record<string, unknown> = isObject(current) ? { ...current } : {};
  if (isObject(last)) for (const key of Object.keys(last)) if (!(key in next)) delete result[key];
  for (const [key, value] of Object.entries(next)) {
    result[key] = applyFields(result[key], isObject(last) ? last[key] : undefined, value);
  }
  return applyMergePatch({}, result);
}

function applyList(current: unknown, last: unknown, next: unknown[]): unknown[] {
  const key = listKeys.find(
    (candidate) => next.length > 0 && next.every((item) => isObject(item) && candidate in item),
  );
  if (key === undefined || !Array.isArray(current)) return structuredClone(next);
  const idOf = (item: unknown) => (isObject(item) ? item[key] : undefined);
  const find = (list: unknown, id: unknown) =>
    Array.isArray(list) ? list.find((item) => idOf(item) === id) : undefined;
  const others = current.filter((item) => find(next, idOf(item)) === undefined && find(last, idOf(item)) === undefined);
  const applied = next.map((item) => applyFields(find(current, idOf(item)), find(last, idOf(item)), item));
  return [...applied, ...others];
}
