// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject } from '@kubevirt-ts/kube';
import { badRequest, invalid, unsupportedMediaType } from '../errors.ts';
import type { Json, Kind } from '../kind.ts';
import { protobufMediaType } from '../protobuf/decode.ts';
import type { ApiRequest } from '../request.ts';
import { parseYaml } from '../yaml.ts';
import type { Call } from './call.ts';
import { duplicateFields } from './duplicate-fields.ts';
import { jsonErrorText } from './json-error.ts';
import { apiVersionOf } from './object-form.ts';
import { noVersionAndKind } from './version-and-kind.ts';

/** What is done about fields that are unknown or there twice. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

const accepted = ['application/json', 'application/yaml', protobufMediaType];

/** A body as a value. */
export interface Parsed {
  value: unknown;
  /** JSON as it was sent; undefined for YAML and for what never was text. */
  text: string | undefined;
}

/** Parses a body of JSON or YAML; a refusal names the kind that it should have been, if that is given. @throws ApiError 400, 415 */
export function parseBody(request: Pick<ApiRequest, 'body' | 'headers'>, kindName?: string): Parsed {
  const { body } = request;
  if (body !== undefined && !Buffer.isBuffer(body)) return { value: JSON.parse(JSON.stringify(body)), text: undefined };
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/yaml') return { value: yaml(body, kindName), text: undefined };
  if (type !== '' && type !== 'application/json') throw unsupportedMediaType(accepted);
  const text = body?.toString('utf8') ?? '';
  try {
    return { value: JSON.parse(text), text };
  } catch {
    throw unrecognized(kindName, `couldn't get version/kind; json parse error: ${jsonErrorText(text)}`, body);
  }
}

/**
 * The object that a request's body is: of the call's kind, its unknown fields dropped (and, as `fieldValidation` has it, refused or
 * warned of), not yet defaulted. @throws ApiError 400, 415, 422
 */
export function decodeObject(call: Call, fieldValidation: FieldValidation): Json {
  const { kind, request } = call;
  const parsed = parseBody(request, kind.kind);
  const object = objectOf(parsed.value, kind, request.body);
  checkKind(call, object, parsed.text ?? JSON.stringify(parsed.value));
  object.metadata ??= {};
  const cannot = `${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: `;
  // Compact JSON that comes out as it went in has nothing twice, which most has not.
  const mayRepeat = parsed.text !== undefined && JSON.stringify(parsed.value) !== parsed.text.trimEnd();
  const problems = decodeFields(call, object, cannot);
  if (mayRepeat && parsed.text !== undefined && fieldValidation !== 'Ignore') {
    problems.push(...duplicateFields(parsed.text).map((field) => `duplicate field ${JSON.stringify(field)}`));
  }
  if (problems.length === 0 || fieldValidation === 'Ignore') return object;
  if (fieldValidation === 'Strict') throw badRequest(`${cannot}strict decoding error: ${problems.join(', ')}`);
  request.warnings.push(...problems);
  return object;
}

/** Checks the types of an object's fields and drops, in place, those that are unknown; gives a sentence for each of these. @throws ApiError 400 */
export function decodeFields(call: Call, object: Json, cannot: string): string[] {
  const { schemas } = call.o;
  keepReset(object);
  const mismatch = schemas.mismatch(call.kind, object);
  if (mismatch !== undefined) throw badRequest(cannot + decodingError(mismatch));
  return schemas.prune(call.kind, object).map((field) => `unknown field ${JSON.stringify(field)}`);
}

/** An empty list of managers resets them; it is made the other list that does, which outlives that empty fields are left out. */
function keepReset(object: Json): void {
  const metadata = object.metadata as { managedFields?: unknown[] } | undefined;
  if (Array.isArray(metadata?.managedFields) && metadata.managedFields.length === 0) metadata.managedFields = [{}];
}

/** What Go's decoder says of what does not fit; only of types that are no more than that it says whose words these are. */
export function decodingError(mismatch: string): string {
  return mismatch.startsWith('cannot unmarshal ') ? `json: ${mismatch}` : mismatch;
}

function objectOf(value: unknown, kind: Kind, body: ApiRequest['body']): Json {
  if (isObject(value)) return value as Json;
  if (value === null && !kind.isCustom) return {} as Json;
  throw unrecognized(kind.kind, noVersionAndKind(value), Buffer.isBuffer(body) ? body : undefined);
}

/** Built-in kinds may leave apiVersion and kind out; both are filled in. */
function checkKind(call: Call, object: Json, text: string): void {
  const { kind, o } = call;
  const expected = apiVersionOf(kind);
  const cannot = (what: string, version: string) =>
    badRequest(`${what} in version ${JSON.stringify(version)} cannot be handled as a ${kind.kind}: ${reason()}`);
  let reason = () => `Object 'Kind' is missing in '${text}'`;
  if (kind.isCustom) {
    if (!object.kind) throw cannot(kind.kind, kind.version);
    if (object.apiVersion !== expected) throw wrongVersion(object.apiVersion ?? '', expected);
    if (object.kind !== kind.kind) throw wrongKind(kind, object);
    return;
  }
  const apiVersion = object.apiVersion || expected;
  const named = object.kind || kind.kind;
  if (apiVersion !== expected || named !== kind.kind) {
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    const other = o.kinds.byKind(apiVersion, named);
    const internal = kind.group === '' ? 'core' : kind.group.split('.')[0];
    reason = () =>
      other
        ? `converting (${version}.${named}) to (${internal}.${kind.kind}): unknown conversion`
        : `no kind ${JSON.stringify(named)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
    throw cannot(named, version);
  }
  object.apiVersion = expected;
  object.kind = kind.kind;
}

function wrongVersion(sent: string, expected: string) {
  return badRequest(`the API version in the data (${sent}) does not match the expected API version (${expected})`);
}

function wrongKind(kind: Kind, object: Json) {
  const sent = object.kind ?? '';
  const message = `Invalid value: ${JSON.stringify(sent)}: must be ${kind.kind}`;
  const cause = { reason: 'FieldValueInvalid', message, field: 'kind' };
  return invalid({ group: kind.group, kind: sent }, object.metadata?.name ?? '', [cause]);
}

function yaml(body: Buffer | undefined, kindName: string | undefined): unknown {
  try {
    return parseYaml(body?.toString('utf8') ?? '');
  } catch (error) {
    throw unrecognized(kindName, (error as Error).message, body);
  }
}

function unrecognized(kindName: string | undefined, why: string, body: Buffer | undefined) {
  if (kindName === undefined) return badRequest(why);
  const must = `the object provided is unrecognized (must be of type ${kindName})`;
  return badRequest(`${must}: ${why} (${summary(body)})`);
}

const summaryBytes = 30;

function summary(body: Buffer | undefined): string {
  if (!body?.length) return '<empty>';
  const encoding = body[0] === 0x7b ? 'utf8' : 'hex';
  const start = body.subarray(0, summaryBytes).toString(encoding);
  return body.length > summaryBytes ? `${start} ...` : start;
}
