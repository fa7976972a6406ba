// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicPatch,
  isObject,
  JsonPatchError,
  type JsonPatchOp,
  StrategicPatchError,
} from '@kubevirt-ts/kube';
import { badRequest, invalid, refusal, tooLarge } from '../errors.ts';
import type { Json, Kind } from '../kind.ts';
import { jsonTypeName } from './go-type.ts';
import { schemaMeta } from './schema-meta.ts';

const maxOperations = 10_000;
const maxCopiedBytes = 3 * 1024 * 1024;

/** As `Patches.patch`. */
export function patchObject(
  type: 'json' | 'merge' | 'strategic',
  { kind, live, patch }: { kind: Kind; live: Json; patch: unknown },
): Json {
  switch (type) {
    case 'json':
      return typed(kind, live, jsonPatch(live, patch as RawOp[]));
    case 'merge':
      return typed(kind, live, applyMergePatch(live, withoutNullsInLists(patch)));
    case 'strategic':
      // The type is the path's, whatever the patch says.
      return { ...strategicPatch(kind, live, patch), ...typeOf(live) };
  }
}

interface RawOp {
  op?: string;
  path?: string;
  from?: string;
  value?: unknown;
}

function jsonPatch(live: Json, operations: readonly RawOp[]): unknown {
  if (operations.length > maxOperations) {
    throw tooLarge(`The allowed maximum operations in a JSON patch is ${maxOperations}, got ${operations.length}`);
  }
  try {
    return applyJsonPatch<unknown>(live, operations.map(checked), { maxCopiedBytes });
  } catch (error) {
    if (error instanceof JsonPatchError) throw unprocessable();
    throw error;
  }
}

const anOp = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

/** An operation that names what it needs; nothing is done to the document as a whole. */
function checked({ op = '', path = '', from = '', value = null }: RawOp): JsonPatchOp {
  const paths = op === 'move' || op === 'copy' ? [path, from] : [path];
  if (!anOp.has(op) || paths.some((p) => !p.startsWith('/'))) throw unprocessable();
  return { op, path, from, value } as JsonPatchOp;
}

function unprocessable(): Error {
  return refusal(422, 'Invalid', 'the server rejected our request due to an error in our request', { details: {} });
}

function typeOf({ apiVersion, kind }: Json): Pick<Json, 'apiVersion' | 'kind'> {
  return { ...(apiVersion !== undefined && { apiVersion }), ...(kind !== undefined && { kind }) };
}

/** What a patch made, as an object of its kind; one that it leaves without a type is of the type it was. @throws ApiError 422 */
function typed(kind: Kind, live: Json, made: unknown): Json {
  const refused = (why: string) => {
    const message = `Invalid value: ${JSON.stringify(JSON.stringify(made))}: ${why}`;
    return invalid({ group: '', kind: '' }, '', [{ reason: 'FieldValueInvalid', message, field: 'patch' }]);
  };
  const unread = `couldn't get version/kind; json parse error: json: cannot unmarshal`;
  if (!isObject(made)) {
    const fields = 'APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\""';
    throw refused(`${unread} ${jsonTypeName(made)} into Go value of type struct { ${fields} }`);
  }
  for (const field of ['apiVersion', 'kind']) {
    const value = made[field] ?? '';
    if (typeof value !== 'string')
      throw refused(`${unread} ${jsonTypeName(value)} into Go struct field .${field} of type string`);
  }
  const type = {
    ...typeOf(live),
    ...(made.apiVersion ? { apiVersion: made.apiVersion } : {}),
    ...(made.kind ? { kind: made.kind } : {}),
  };
  // A custom kind's own validation tells of a type that is not its own.
  if (!kind.isCustom && (type.kind !== live.kind || type.apiVersion !== live.apiVersion))
    throw refused(
      `no kind ${JSON.stringify(type.kind)} is registered for version ${JSON.stringify(type.apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`,
    );
  return { ...made, ...type } as Json;
}

/** Lists of a merge patch replace those of the object, but fields in them that are null are left out all the same. */
function withoutNullsInLists(patch: unknown, isInList = false): unknown {
  if (Array.isArray(patch)) return patch.map((item) => withoutNullsInLists(item, true));
  if (!isObject(patch)) return patch;
  const entries = Object.entries(patch).filter(([, value]) => !(isInList && value === null));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutNullsInLists(value, isInList)]));
}

function strategicPatch(kind: Kind, live: Json, patch: unknown): Json {
  try {
    return applyStrategicPatch(live, patch, schemaMeta(kind.schema)) as Json;
  } catch (error) {
    if (!(error instanceof StrategicPatchError)) throw error;
    if (error.type === 'malformed') throw badRequest(error.message);
    if (error.type === 'unprocessable') throw unprocessable();
    throw refusal(500, '', error.message);
  }
}
