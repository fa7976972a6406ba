// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { isDeepEqual, isObject, type JsonPatchOp, pointerStep } from '@kubevirt-ts/kube';

/**
 * The JSON patch that makes `after` of `before`: objects field by field, lists item by item up to their common length.
 * As small as the change, so that the API server's record of who set what stays true for the rest.
 */
export const jsonDiff = (before: unknown, after: unknown, path = ''): JsonPatchOp[] => {
  if (isDeepEqual(before, after)) return [];
  if (isObject(before) && isObject(after)) return objectDiff(before, after, path);
  if (Array.isArray(before) && Array.isArray(after) && after.length >= before.length)
    return after.flatMap((item, index) =>
      index < before.length
        ? jsonDiff(before[index], item, `${path}/${index}`)
        : [{ op: 'add' as const, path: `${path}/-`, value: item }],
    );
  return [{ op: 'replace', path, value: after }];
};

const objectDiff = (before: Record<string, unknown>, after: Record<string, unknown>, path: string): JsonPatchOp[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key): JsonPatchOp[] => {
    const at = `${path}/${pointerStep(key)}`;
    const [old, value] = [before[key], after[key]];
    if (value === undefined) return old === undefined ? [] : [{ op: 'remove', path: at }];
    return old === undefined ? [{ op: 'add', path: at, value }] : jsonDiff(old, value, at);
  });
