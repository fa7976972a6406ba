// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { applyJsonPatch, JsonPatchError, type JsonPatchOp } from '@kubevirt-ts/kube';

/** Why a JSON patch cannot be applied, in the words of the Go library that the API server uses; undefined when it can be. */
export function patchProblem(document: unknown, patch: readonly JsonPatchOp[]): string | undefined {
  let now = document;
  for (const op of patch) {
    try {
      now = applyJsonPatch(now, [op]);
    } catch (error) {
      if (!(error instanceof JsonPatchError)) throw error;
      return told(op, hasParent(now, op.path));
    }
  }
  return undefined;
}

function told(op: JsonPatchOp, hasItsParent: boolean): string {
  const missing = 'missing value';
  switch (op.op) {
    case 'test':
      return `testing value ${op.path} failed: test failed`;
    case 'remove':
      if (!hasItsParent) return `remove operation does not apply: doc is missing path: "${op.path}": ${missing}`;
      return `error in remove for path: '${op.path}': Unable to remove nonexistent key: ${lastStep(op.path)}: ${missing}`;
    case 'replace':
      return `replace operation does not apply: doc is missing ${hasItsParent ? 'key' : 'path'}: ${op.path}: ${missing}`;
    case 'add':
      return `add operation does not apply: doc is missing path: "${op.path}": ${missing}`;
    default:
      return `${op.op} operation does not apply: doc is missing from path: "${op.from}": ${missing}`;
  }
}

function lastStep(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function hasParent(document: unknown, path: string): boolean {
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (parent === '') return true;
  try {
    applyJsonPatch(document, [{ op: 'copy', from: parent, path: '/__parent' }]);
    return true;
  } catch {
    return false;
  }
}
