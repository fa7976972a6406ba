// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { goText } from './go-text.ts';
import { isDeepEqual } from './json.ts';
import { isObject } from './merge.ts';
import { StrategicPatchError } from './strategic-error.ts';
import { type FieldMeta, type PatchMeta, wellKnownLists } from './strategic-meta.ts';
import { checkOrder, inOrder, mergeValue } from './strategic-order.ts';

type Fields = Record<string, unknown>;

const directive = '$patch';
const retainKeys = '$retainKeys';
const deleteFrom = '$deleteFromPrimitiveList';
const setOrder = '$setElementOrder';

/**
 * What an object is after a strategic merge patch: like a merge patch, but lists that the meta says merge are merged item
 * by item, and the directives `$patch`, `$retainKeys`, `$deleteFromPrimitiveList` and `$setElementOrder` are followed.
 * @throws StrategicPatchError
 */
export function applyStrategicPatch(document: unknown, patch: unknown, meta: PatchMeta = wellKnownLists): unknown {
  if (!isObject(patch)) return structuredClone(patch);
  return mergeFields(isObject(document) ? document : {}, structuredClone(patch), meta);
}

function mergeFields(original: Fields, patch: Fields, meta: PatchMeta): Fields {
  if (directive in patch) return followDirective(patch);
  const result = retained({ ...original }, patch);
  const rest = mergeOrderedLists(result, patch, meta);
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined || key === retainKeys) continue;
    if (key.startsWith(deleteFrom)) deleteItems(result, listName(key, deleteFrom), value);
    else if (value === null) delete result[key];
    else set(result, key, mergeField(result[key], value, meta.field(key, Array.isArray(value) ? value : undefined)));
  }
  return result;
}

function set(fields: Fields, key: string, value: unknown): void {
  if (value === undefined) delete fields[key];
  else fields[key] = value;
}

function mergeField(original: unknown, patch: unknown, meta: FieldMeta): unknown {
  if (isObject(original) && isObject(patch)) {
    return meta.strategy === 'replace' ? patch : mergeFields(original, patch, meta.inner);
  }
  if (Array.isArray(original) && Array.isArray(patch)) {
    return meta.strategy === 'merge' ? mergeList(original, patch, meta) : patch;
  }
  return withoutDirectives(withoutNulls(patch));
}

function followDirective(patch: Fields): Fields {
  const { [directive]: what, ...rest } = patch;
  if (what === 'replace') return rest;
  if (what === 'delete') return {};
  throw new StrategicPatchError('unexpected', `unknown patch type: ${goText(what)} in map: ${goText(patch)}`);
}

function retained(result: Fields, patch: Fields): Fields {
  const kept = patch[retainKeys];
  if (kept === undefined) return result;
  const bad = new StrategicPatchError('malformed', 'invalid patch format of retainKeys');
  if (!Array.isArray(kept)) throw bad;
  for (const [key, value] of Object.entries(patch)) {
    const isDirective = key === retainKeys || key.startsWith(deleteFrom) || key.startsWith(setOrder);
    if (!isDirective && value !== null && !kept.includes(key)) throw bad;
  }
  return Object.fromEntries(Object.entries(result).filter(([key]) => kept.includes(key)));
}

function listName(key: string, prefix: string): string {
  const slash = key.indexOf('/');
  if (key.slice(0, slash) === prefix) return key.slice(slash + 1);
  const what = prefix === deleteFrom ? 'primitive list' : 'setElementOrder list';
  throw new StrategicPatchError('malformed', `invalid patch format of ${what}`);
}

function deleteItems(result: Fields, name: string, gone: unknown): void {
  const list = result[name];
  if (Array.isArray(list) && Array.isArray(gone)) result[name] = list.filter((item) => !gone.includes(item));
}

/** Merges, in place, the lists whose order the patch says; gives what of the patch is left to do. */
function mergeOrderedLists(result: Fields, patch: Fields, meta: PatchMeta): Fields {
  const rest = { ...patch };
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(setOrder)) continue;
    delete rest[key];
    const name = listName(key, setOrder);
    const [original, list] = [result[name], rest[name]];
    if (!Array.isArray(order)) throw badType('[]interface {}', order);
    if (original === undefined && list === undefined) continue;
    for (const one of [original, list])
      if (one !== undefined && !Array.isArray(one)) throw badType('[]interface {}', one);
    const [before, patched] = [original as unknown[] | undefined, list as unknown[] | undefined];
    if (!before?.length && !patched?.length)
      throw new StrategicPatchError('unexpected', 'no elements in any of the given slices');
    const field = meta.field(name, patched ?? order);
    checkOrder(patched ?? [], order, field.mergeKey);
    const merged =
      before && patched ? (mergeField(before, patched, field) as unknown[]) : (before ?? kept(patched ?? []));
    result[name] = inOrder(merged, { wanted: order, before: before ?? [], mergeKey: field.mergeKey });
    delete rest[name];
  }
  return rest;
}

function kept(items: readonly unknown[]): unknown[] {
  return withoutDirectives(items) as unknown[];
}

function mergeList(original: readonly unknown[], patch: readonly unknown[], { mergeKey, inner }: FieldMeta): unknown[] {
  if (original.length === 0 && patch.length === 0) return [];
  if (!hasObjects([...original, ...patch])) {
    const merged = [...new Set([...original, ...patch])];
    return inOrder(merged, { wanted: patch, before: original });
  }
  if (!mergeKey) throw new StrategicPatchError('unexpected', 'cannot merge lists without merge key for struct');
  const special = followItemDirectives(original as Fields[], patch as Fields[], mergeKey);
  const merged = [...special.original];
  for (const item of special.patch) {
    const value = mergeValue(item, mergeKey);
    const at = merged.findIndex((other) => isDeepEqual(other[mergeKey], value));
    if (at < 0) merged.push(item);
    else merged[at] = mergeFields(merged[at] as Fields, item, inner);
  }
  return inOrder(merged, { wanted: special.patch, before: special.original, mergeKey });
}

function hasObjects(items: readonly unknown[]): boolean {
  if (items.some(Array.isArray)) throw new StrategicPatchError('unprocessable', 'lists of lists are not supported');
  const objects = items.filter(isObject).length;
  if (objects > 0 && objects < items.length)
    throw new StrategicPatchError('unexpected', `list element types are not identical: ${goText(items)}`);
  return objects > 0;
}

function followItemDirectives(
  original: Fields[],
  patch: Fields[],
  mergeKey: string,
): { original: Fields[]; patch: Fields[] } {
  let left = original;
  let isReplaced = false;
  const plain: Fields[] = [];
  for (const item of patch) {
    const what = item[directive];
    if (what === undefined) plain.push(item);
    else if (what === 'replace') isReplaced = true;
    else if (what === 'delete') {
      const value = mergeValue(item, mergeKey);
      left = left.filter((other) => !isDeepEqual(other[mergeKey], value));
    } else if (what === 'merge') {
      throw new StrategicPatchError('unexpected', 'merging lists cannot yet be specified in the patch');
    } else throw new StrategicPatchError('unexpected', `unknown patch type: ${goText(what)} in map: ${goText(item)}`);
  }
  return isReplaced ? { original: plain, patch: [] } : { original: left, patch: plain };
}

function badType(expected: string, value: unknown): StrategicPatchError {
  const found = isObject(value) ? 'map[string]interface {}' : typeof value;
  return new StrategicPatchError('unexpected', `expected a ${expected}, but received a ${found}`);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const left = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(left.map(([key, inner]) => [key, withoutNulls(inner)]));
}

/** A value that is new, without the items and fields that are only directives; undefined when it is one itself. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  if (directive in value) return undefined;
  const left = Object.entries(value).map(([key, inner]) => [key, withoutDirectives(inner)] as const);
  return Object.fromEntries(left.filter(([, inner]) => inner !== undefined));
}
