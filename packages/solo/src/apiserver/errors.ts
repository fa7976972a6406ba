// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { ApiError, type Status, type StatusCause } from '@kubevirt-ts/kube';
import type { Cause } from './kind.ts';

/** What a refusal names: a resource by group and plural, or a kind by group and kind. A `Kind` of the table is one. */
export interface Named {
  group: string;
  plural: string;
  kind: string;
}

/** Why an update of an object that has changed since is refused. */
const modifiedMessage = 'the object has been modified; please apply your changes to the latest version and try again';

interface Extras {
  details?: Status['details'];
  metadata?: NonNullable<Status['metadata']>;
  retryAfterSeconds?: number;
}

/** A refusal with code, reason (may be empty) and message given; the others here are made of it. */
export function refusal(code: number, reason: string, message: string, o: Extras = {}): ApiError {
  const { retryAfterSeconds } = o;
  const details = retryAfterSeconds ? { ...o.details, retryAfterSeconds } : o.details;
  const { metadata = {} } = o;
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message };
  if (reason) status.reason = reason;
  if (details) status.details = details;
  status.code = code;
  return new ApiError(status, { retryAfterMs: retryAfterSeconds ? retryAfterSeconds * 1000 : undefined });
}

/** A resource as messages name it: `pods`, `deployments.apps`. */
function resourceName(k: Pick<Named, 'group' | 'plural'>): string {
  return k.group ? `${k.plural}.${k.group}` : k.plural;
}

function kindName(k: Pick<Named, 'group' | 'kind'>): string {
  return k.group ? `${k.kind}.${k.group}` : k.kind;
}

function resourceDetails(k: Pick<Named, 'group' | 'plural'>, name: string): NonNullable<Status['details']> {
  return { ...(name && { name }), ...(k.group && { group: k.group }), ...(k.plural && { kind: k.plural }) };
}

/** Go's `%q` of a name, for names without exotic characters. */
function quoted(value: string): string {
  return JSON.stringify(value);
}

/** 404: there is no such object. */
export function notFound(k: Pick<Named, 'group' | 'plural'>, name: string): ApiError {
  const message = `${resourceName(k)} ${quoted(name)} not found`;
  return refusal(404, 'NotFound', message, { details: resourceDetails(k, name) });
}

/** 404: there is no such resource (a path that leads nowhere). */
export function noSuchResource(): ApiError {
  return refusal(404, 'NotFound', 'the server could not find the requested resource', { details: {} });
}

/** 409: the name is taken. */
export function alreadyExists(k: Pick<Named, 'group' | 'plural'>, name: string): ApiError {
  const message = `${resourceName(k)} ${quoted(name)} already exists`;
  return refusal(409, 'AlreadyExists', message, { details: resourceDetails(k, name) });
}

/** 409: the object is not, or no longer, what the request supposes. */
export function conflict(k: Pick<Named, 'group' | 'plural'>, name: string, why = modifiedMessage): ApiError {
  const message = `Operation cannot be fulfilled on ${resourceName(k)} ${quoted(name)}: ${why}`;
  return refusal(409, 'Conflict', message, { details: resourceDetails(k, name) });
}

/** 422: the object is wrong in the fields that the causes name. */
export function invalid(k: Pick<Named, 'group' | 'kind'>, name: string, causes: readonly Cause[]): ApiError {
  const sentences = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  const all = sentences.length === 1 ? sentences[0] : `[${sentences.join(', ')}]`;
  const message = `${kindName(k)} ${quoted(name)} is invalid${sentences.length ? `: ${all}` : ''}`;
  const details: NonNullable<Status['details']> = {
    ...(name && { name }),
    ...(k.group && { group: k.group }),
    ...(k.kind && { kind: k.kind }),
  };
  if (causes.length)
    details.causes = causes.map(({ reason, message: text, field }) => ({ reason, message: text, field }));
  return refusal(422, 'Invalid', message, { details });
}

/** 400: the request cannot be understood. */
export function badRequest(message: string): ApiError {
  return refusal(400, 'BadRequest', message);
}

/** 401: nobody vouches for who asks. */
export function unauthorized(message = 'Unauthorized'): ApiError {
  return refusal(401, 'Unauthorized', message);
}

/** 403: who asks may not, or nobody may; without a name the whole resource is meant. */
export function forbidden(k: Pick<Named, 'group' | 'plural'>, name: string, why: string): ApiError {
  const resource = resourceName(k);
  const what = k.plural
    ? name
      ? `${resource} ${quoted(name)} is forbidden`
      : `${resource} is forbidden`
    : 'forbidden';
  return refusal(403, 'Forbidden', `${what}: ${why}`, { details: resourceDetails(k, name) });
}

/** 410: a resourceVersion or a continuation is too old. */
export function expired(message: string): ApiError {
  return refusal(410, 'Expired', message);
}

/** 405: the kind does not take this verb. */
export function methodNotAllowed(k: Pick<Named, 'group' | 'plural'>, verb: string): ApiError {
  const message = `${verb} is not supported on resources of kind ${quoted(resourceName(k))}`;
  return refusal(405, 'MethodNotAllowed', message, { details: resourceDetails(k, '') });
}

/** 405: the path does not take this HTTP method. */
export function methodNotServed(): ApiError {
  const message = 'the server does not allow this method on the requested resource';
  return refusal(405, 'MethodNotAllowed', message, { details: {} });
}

/** 406: none of the media types that the client takes is served. */
export function notAcceptable(served: readonly string[]): ApiError {
  return refusal(406, 'NotAcceptable', `only the following media types are accepted: ${served.join(', ')}`);
}

/** 415: the body is in a format that is not read. */
export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return refusal(415, 'UnsupportedMediaType', message);
}

/** 413: more bytes than the server takes. */
export function tooLarge(message: string): ApiError {
  return refusal(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

/** 429: not now; `causes` say why (eviction names the disruption budget). */
export function tooManyRequests(message: string, retryAfterSeconds: number, causes?: StatusCause[]): ApiError {
  return refusal(429, 'TooManyRequests', message, { details: causes ? { causes } : {}, retryAfterSeconds });
}

/** 503: who should answer is not there. */
export function serviceUnavailable(message: string): ApiError {
  return refusal(503, 'ServiceUnavailable', message);
}

/** 500: something that should not happen did. */
export function internalError(why: string): ApiError {
  return refusal(500, 'InternalError', `Internal error occurred: ${why}`, { details: { causes: [{ message: why }] } });
}

/** 504: a resourceVersion that was not given out yet. */
export function resourceVersionTooLarge(asked: number, current: number): ApiError {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  return refusal(504, 'Timeout', message, { details: { causes }, retryAfterSeconds: 1 });
}

/** The Status that an error is answered with; what is no ApiError is an internal error. */
export function statusOf(error: unknown): Status & { code: number } {
  const refused =
    error instanceof ApiError ? error : internalError(error instanceof Error ? error.message : String(error));
  return { ...refused.status, code: refused.code };
}
