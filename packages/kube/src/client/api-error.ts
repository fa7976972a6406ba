// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Status } from '../wire.ts';

/** An answer of the API server that is not 2xx, with what its Status says. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;
  readonly reason: string;
  readonly status: Status;
  /** What the server asked to wait before trying again. */
  readonly retryAfterMs: number | undefined;

  constructor(status: Status, o: { during?: string; retryAfterMs?: number } = {}) {
    const message = status.message || status.reason || `HTTP ${status.code ?? 0}`;
    super(o.during ? `${o.during}: ${message}` : message);
    this.code = status.code ?? 0;
    this.reason = status.reason ?? '';
    this.status = status;
    this.retryAfterMs = o.retryAfterMs;
  }
}

function hasCode(error: unknown, code: number): error is ApiError {
  return error instanceof ApiError && error.code === code;
}

/** Whether the object changed since it was read, or a precondition did not hold; an existing name is not meant. */
export function isConflict(error: unknown): error is ApiError {
  return hasCode(error, 409) && error.reason !== 'AlreadyExists';
}

/** Whether there is no such object, or no such resource. */
export function isNotFound(error: unknown): error is ApiError {
  return hasCode(error, 404);
}

/** Whether an object of that name exists already. */
export function isAlreadyExists(error: unknown): error is ApiError {
  return hasCode(error, 409) && error.reason === 'AlreadyExists';
}

/** Whether a resourceVersion or a continuation is too old to go on from. */
export function isExpired(error: unknown): error is ApiError {
  return hasCode(error, 410);
}
