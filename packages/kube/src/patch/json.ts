// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** One operation of a JSON patch (RFC 6902). */
export type JsonPatchOp =
  | { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string }
  | { op: 'move' | 'copy'; from: string; path: string };

/** A JSON patch that cannot be applied: a path leads nowhere, or a test failed. */
export class JsonPatchError extends Error {
  override readonly name = 'JsonPatchError';
}

/** One step of a JSON pointer, escaped, so that a key with a slash can stand in a path. */
export function pointerStep(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * What a document is after a JSON patch; the document itself stays as it is. `maxCopiedBytes` bounds what its copies may add,
 * as JSON: a few copies of copies fill any memory. @throws {@link JsonPatchError}
 */
export function applyJsonPatch<T>(document: T, patch: readonly JsonPatchOp[], o: { maxCopiedBytes?: number } = {}): T {
  const root = { document: structuredClone(document) as unknown };
  const { maxCopiedBytes } = o;
  let copiedBytes = 0;
  for (const op of patch) {
    if (op.op === 'copy' && maxCopiedBytes !== undefined) {
      copiedBytes += Buffer.byteLength(JSON.stringify(read(root, op.from)));
      if (copiedBytes > maxCopiedBytes) throw new JsonPatchError(`copies of more than ${maxCopiedBytes} bytes`);
    }
    applyOne(root, op);
  }
  return root.document as T;
}

function applyOne(root: { document: unknown }, op: JsonPatchOp): void {
  switch (op.op) {
    case 'add':
      put(root, op.path, structuredClone(op.value), 'insert');
      break;
    case 'replace':
      put(root, op.path, structuredClone(op.value), 'replace');
      break;
    case 'remove':
      remove(root, op.path);
      break;
    case 'test':
      if (!isDeepEqual(read(root, op.path), op.value)) throw new JsonPatchError(`test of ${op.path} failed`);
      break;
    case 'copy':
      put(root, op.path, structuredClone(read(root, op.from)), 'insert');
      break;
    case 'move': {
      const value = read(root, op.from);
      remove(root, op.from);
      put(root, op.path, value, 'insert');
    }
  }
}

function steps(path: string): string[] {
  if (path !== '' && !path.startsWith('/')) throw new JsonPatchError(`${path} is no JSON pointer`);
  const found = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (found.includes('__proto__')) throw new JsonPatchError(`${path} is not allowed`);
  return ['document', ...found];
}

function locate(root: object, path: string): { parent: Record<string, unknown> | unknown[]; key: string } {
  const all = steps(path);
  let parent: unknown = root;
  for (const step of all.slice(0, -1)) parent = child(parent, step, path);
  if (parent === null || typeof parent !== 'object') throw new JsonPatchError(`${path} leads nowhere`);
  return { parent: parent as Record<string, unknown>, key: all.at(-1) ?? '' };
}

function child(parent: unknown, step: string, path: string): unknown {
  if (parent !== null && typeof parent === 'object' && Object.hasOwn(parent, step)) {
    return (parent as Record<string, unknown>)[step];
  }
  throw new JsonPatchError(`${path} leads nowhere`);
}

function read(root: object, path: string): unknown {
  const { parent, key } = locate(root, path);
  return child(parent, key, path);
}

function put(root: object, path: string, value: unknown, how: 'insert' | 'replace'): void {
  const { parent, key } = locate(root, path);
  if (how === 'replace') child(parent, key, path);
  if (!Array.isArray(parent)) {
    parent[key] = value;
    return;
  }
  const index = key === '-' ? parent.length : /^\d+$/.test(key) ? Number(key) : -1;
  if (index < 0 || index > parent.length) throw new JsonPatchError(`${path} leads nowhere`);
  parent.splice(index, how === 'replace' ? 1 : 0, value);
}

function remove(root: object, path: string): void {
  const { parent, key } = locate(root, path);
  child(parent, key, path);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

/** Whether two JSON values are the same; the order of an object's keys does not matter, and `undefined` is absence. */
export function isDeepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false;
  for (const key of keys) if (!isDeepEqual(left[key], right[key])) return false;
  return true;
}
