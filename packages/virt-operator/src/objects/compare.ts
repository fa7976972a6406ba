// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject, type JsonPatchOp, type KubeObject, pointerStep } from '@kubevirt-ts/kube';

type Tree = Record<string, unknown>;

/** What of an object is not the operator's to judge. */
const notOurs = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** Kinds of which others rightly own a part besides the metadata. */
const shared = new Set(['Namespace', 'ServiceAccount', 'Secret']);

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === false ||
  value === 0 ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.values(value).every(isEmpty));

/**
 * Whether a live value is what is desired. Fields that are not desired are somebody's default and do not count; items of a
 * list do, because a list is desired as a whole; an empty value is as good as none, as the API server leaves those out.
 */
export const holds = (live: unknown, desired: unknown): boolean => {
  if (live === undefined || live === null) return isEmpty(desired);
  if (Array.isArray(desired)) {
    return Array.isArray(live)
      ? live.length === desired.length && desired.every((item, index) => holds(live[index], item))
      : isEmpty(desired);
  }
  if (isObject(desired))
    return isObject(live) && Object.entries(desired).every(([key, value]) => holds(live[key], value));
  return live === desired || desired === undefined || desired === null;
};

/** Whether an object carries the desired labels and annotations and nobody claims to own it. */
export const metadataHolds = (live: KubeObject, desired: KubeObject): boolean =>
  holds(live.metadata?.labels, desired.metadata?.labels) &&
  holds(live.metadata?.annotations, desired.metadata?.annotations) &&
  isEmpty(live.metadata?.ownerReferences);

interface Walk {
  operations: JsonPatchOp[];
  /** Where the live value is. */
  path: string;
}

const matchesKeys = (item: unknown, keys: Tree): boolean =>
  isObject(item) && Object.entries(keys).every(([key, value]) => item[key] === value);

/** Annotations and labels that somebody put on a pod template, as `kubectl rollout restart` does, are left alone. */
const isLeftAlone = (path: string): boolean => path.startsWith('/spec/template/metadata/');

const surplusItem = (
  live: readonly unknown[],
  desired: readonly unknown[],
  key: string,
  fields: Tree,
  walk: Walk,
): void => {
  if (key.startsWith('k:')) {
    const keys = JSON.parse(key.slice(2)) as Tree;
    const index = live.findIndex((item) => matchesKeys(item, keys));
    if (index < 0) return;
    const wanted = desired.find((item) => matchesKeys(item, keys));
    const path = `${walk.path}/${index}`;
    if (wanted === undefined) walk.operations.push({ op: 'remove', path });
    else surplusIn(live[index], wanted, fields, { ...walk, path });
  } else if (key.startsWith('v:')) {
    const value: unknown = JSON.parse(key.slice(2));
    const index = live.indexOf(value);
    if (index >= 0 && !desired.includes(value)) walk.operations.push({ op: 'remove', path: `${walk.path}/${index}` });
  }
};

const surplusIn = (live: unknown, desired: unknown, fields: Tree, walk: Walk): void => {
  for (const [key, inner] of Object.entries(fields)) {
    if (!isObject(inner)) continue;
    if (Array.isArray(live)) {
      if (Array.isArray(desired)) surplusItem(live, desired, key, inner, walk);
      continue;
    }
    if (!key.startsWith('f:') || !isObject(live)) continue;
    const name = key.slice(2);
    const path = `${walk.path}/${pointerStep(name)}`;
    if (live[name] === undefined || isLeftAlone(path)) continue;
    const wanted = isObject(desired) ? desired[name] : undefined;
    if (wanted === undefined) walk.operations.push({ op: 'remove', path });
    else surplusIn(live[name], wanted, inner, { ...walk, path });
  }
};

/** Deeper and later items first, so that no removal moves what another one names. */
const lastFirst = (a: JsonPatchOp, b: JsonPatchOp): number => b.path.localeCompare(a.path, 'en', { numeric: true });

/**
 * What takes away the fields that somebody owns and that are not desired. Defaults of the API server are owned by nobody and
 * stay. The object must come with its managed fields, which caches leave out.
 */
export const surplus = (live: KubeObject, desired: KubeObject): JsonPatchOp[] => {
  const operations: JsonPatchOp[] = [];
  if (!isEmpty(live.metadata?.ownerReferences)) operations.push({ op: 'remove', path: '/metadata/ownerReferences' });
  if (shared.has(live.kind ?? '')) return operations;
  for (const entry of live.metadata?.managedFields ?? []) {
    const fields = (entry.fieldsV1 ?? {}) as Tree;
    for (const [key, inner] of Object.entries(fields)) {
      if (!key.startsWith('f:') || notOurs.has(key.slice(2))) continue;
      surplusIn(live, desired, { [key]: inner }, { operations, path: '' });
    }
  }
  return [...new Map(operations.map((operation) => [operation.path, operation])).values()].sort(lastFirst);
};

/** Whether an object, given with its managed fields, is as desired. */
export const isAsDesired = (live: KubeObject, desired: KubeObject): boolean =>
  metadataHolds(live, desired) &&
  Object.entries(desired).every(([key, value]) => notOurs.has(key) || holds((live as Tree)[key], value)) &&
  surplus(live, desired).length === 0;
