// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject } from '@kubevirt-ts/kube';
import { badRequest } from '../errors.ts';
import { parseYaml } from '../yaml.ts';
import { jsonTypeName } from './go-type.ts';
import type { PatchType } from './patches.ts';

/** As `Patches.read`. */
export function readPatch(type: PatchType, body: Buffer | object | undefined): unknown {
  const patch = type === 'apply' ? yaml(body) : json(body);
  if (type === 'json') return operations(patch);
  if (isObject(patch)) return patch;
  const wrong = `json: cannot unmarshal ${jsonTypeName(patch)} into Go value of type map[string]interface {}`;
  if (type === 'merge') throw badRequest(`error decoding patch: ${wrong}`);
  if (type === 'strategic') throw badRequest(wrong);
  // An empty document is an empty object, which then is of no kind.
  if (patch === null || patch === undefined) return {};
  throw badRequest(`error decoding patch: error unmarshaling JSON: while decoding JSON: ${wrong}`);
}

function json(body: Buffer | object | undefined): unknown {
  if (body !== undefined && !Buffer.isBuffer(body)) return body;
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    throw badRequest('invalid JSON patch');
  }
}

function yaml(body: Buffer | object | undefined): unknown {
  if (body !== undefined && !Buffer.isBuffer(body)) return body;
  try {
    return parseYaml(body?.toString('utf8') ?? '');
  } catch (error) {
    throw badRequest(`error encoding patch: ${(error as Error).message}`);
  }
}

function operations(patch: unknown): unknown {
  const wrong = (value: unknown, where: string) =>
    badRequest(`error decoding patch: json: cannot unmarshal ${jsonTypeName(value)} into Go ${where}`);
  if (patch === null) return [];
  if (!Array.isArray(patch)) throw wrong(patch, 'value of type []handlers.jsonPatchOp');
  for (const op of patch) {
    if (!isObject(op)) throw wrong(op, 'value of type handlers.jsonPatchOp');
    for (const field of ['op', 'path', 'from']) {
      const value = op[field];
      if (value !== undefined && value !== null && typeof value !== 'string')
        throw wrong(value, `struct field jsonPatchOp.${field} of type string`);
    }
  }
  return patch;
}
