// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject } from './merge.ts';

// The lists of the built-in kinds that merge by a key; every other list is replaced.
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  ports: ['containerPort', 'port'],
  conditions: ['type'],
  addresses: ['type'],
  taints: ['key'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  ownerReferences: ['uid'],
  topologySpreadConstraints: ['topologyKey'],
  webhooks: ['name'],
};
const mergedSets: ReadonlySet<string> = new Set(['finalizers']);

/**
 * What a built-in object is after a strategic merge patch: like a merge patch, but lists with a merge key are merged item
 * by item; `$patch: replace` and `$patch: delete` are understood, ordering directives are not.
 */
export function applyStrategicPatch(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return structuredClone(patch);
  if (patch.$patch === 'replace') return without(patch);
  const result: Record<string, unknown> = isObject(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch' || key.startsWith('$setElementOrder/') || key.startsWith('$retainKeys')) continue;
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const listName = key.slice(key.indexOf('/') + 1);
      const gone = value as unknown[];
      result[listName] = ((result[listName] ?? []) as unknown[]).filter((item) => !gone.includes(item));
    } else if (value === null) delete result[key];
    else if (Array.isArray(value)) result[key] = mergeList(key, result[key], value);
    else if (isObject(value) && value.$patch === 'delete') delete result[key];
    else if (value !== undefined) result[key] = applyStrategicPatch(result[key], value);
  }
  return result;
}

function mergeList(name: string, current: unknown, patch: unknown[]): unknown[] {
  const old = Array.isArray(current) ? current : [];
  if (mergedSets.has(name)) return [...new Set([...old, ...patch])];
  const items = patch.filter(isObject);
  const key = mergeKeys[name]?.find((candidate) => items.some((item) => candidate in item));
  if (key === undefined || items.some((item) => item.$patch === 'replace')) {
    return items.length === patch.length
      ? items.filter((i) => i.$patch !== 'replace').map(without)
      : structuredClone(patch);
  }
  const result = [...old];
  for (const item of items) {
    const at = result.findIndex((other) => isObject(other) && other[key] === item[key]);
    if (item.$patch === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (at >= 0) result[at] = applyStrategicPatch(result[at], item);
    else result.push(without(item));
  }
  return result;
}

function without(patch: Record<string, unknown>): Record<string, unknown> {
  const { $patch: _, ...rest } = structuredClone(patch);
  return rest;
}
