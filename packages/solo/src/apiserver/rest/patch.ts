// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { invalid, notFound } from '../errors.ts';
import type { Json } from '../kind.ts';
import type { PatchType, Writer } from '../patch/patches.ts';
import type { ApiResponse } from '../request.ts';
import { writerOf } from './admitted.ts';
import type { Call } from './call.ts';
import { conversionError, goPrinted } from './conversion-error.ts';
import { decodeFields, decodingError, type FieldValidation } from './decode.ts';
import { duplicateFields } from './duplicate-fields.ts';
import { matchName, matchNamespace } from './metadata.ts';
import { present } from './present.ts';
import { change } from './update.ts';
import { type WriteOptions, writeOptions } from './write-options.ts';

/** Answers a PATCH of an object or a part of it. */
export async function patch(call: Call): Promise<ApiResponse> {
  const { kind, o, request } = call;
  const type = o.patches.typeOf(request.headers['content-type'], kind);
  const options = writeOptions(call, 'PatchOptions', type);
  const body = o.patches.read(type, request.body);
  const patching = { type, options, body, writer: writerOf(call, options) };
  const next = (live: Json | undefined) => patchedObject(call, patching, live);
  const { object, created } = await change(call, {
    options,
    creates: type === 'apply' && call.subresource === '',
    next,
  });
  return present(call, created ? 201 : 200, object);
}

/** A patch as it was read. */
export interface Patching {
  type: PatchType;
  options: WriteOptions;
  body: unknown;
  writer: Writer;
}

/** An object of the call's kind after a patch: defaulted and owned. @throws ApiError */
export async function patchedObject(call: Call, p: Patching, live: Json | undefined): Promise<Json> {
  const { kind, o } = call;
  if (p.type === 'apply') {
    const applied = await o.patches.apply(p.writer, { live, applied: p.body, force: p.options.force });
    return completed(call, structuredClone(applied));
  }
  if (!live) throw notFound(kind, call.name);
  const patched = structuredClone(o.patches.patch(p.type, { kind, live, patch: p.body }));
  checkFields(call, { type: p.type, patched, body: p.body }, p.options.fieldValidation);
  return o.patches.update(p.writer, live, completed(call, patched));
}

/** The object with its defaults, if it is the one that the path names. @throws ApiError 400 */
function completed(call: Call, object: Json): Json {
  call.kind.strategy.setDefaults?.(object);
  matchNamespace(call, object);
  matchName(call, object);
  return object;
}

interface Patched {
  type: Exclude<PatchType, 'apply'>;
  /** Its unknown fields are dropped, in place. */
  patched: Json;
  body: unknown;
}

/** What decoding the patched object would refuse or warn of. @throws ApiError 422 */
function checkFields(call: Call, { type, patched, body }: Patched, fieldValidation: FieldValidation): void {
  const { kind, request } = call;
  const shown = () => (type === 'strategic' ? goPrinted(body) : JSON.stringify(patched));
  const before = shown();
  const refused = (why: string) => {
    const cause = {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(before)}: ${why}`,
      field: 'patch',
    };
    return invalid({ group: '', kind: '' }, '', [cause]);
  };
  const mismatch = call.o.schemas.mismatch(kind, patched);
  if (mismatch !== undefined) {
    throw refused(type === 'strategic' ? conversionError(mismatch) : decodingError(mismatch));
  }
  const problems = decodeFields(call, patched, '');
  if (Buffer.isBuffer(request.body) && fieldValidation !== 'Ignore') {
    const prefix = type === 'json' ? 'json patch ' : '';
    problems.push(
      ...duplicateFields(request.body.toString('utf8')).map(
        (field) => `${prefix}duplicate field ${JSON.stringify(field)}`,
      ),
    );
  }
  if (problems.length === 0 || fieldValidation === 'Ignore') return;
  if (fieldValidation === 'Strict') throw refused(`strict decoding error: ${problems.join(', ')}`);
  request.warnings.push(...problems);
}
