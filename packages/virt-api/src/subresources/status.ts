// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { ServerResponse } from 'node:http';
import { sendJson } from '@kubevirt-ts/kube';

/** Why a call fails: a Status with a code of HTTP, thrown by whoever finds out. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

const group = 'kubevirt.io';

/** 409: the state of the object forbids it. */
export const conflict = (kind: string, name: string, why: string): CallError =>
  new CallError(409, 'Conflict', `Operation cannot be fulfilled on ${kind}.${group} "${name}": ${why}`);

/** 404: there is no such object. */
export const notFound = (kind: string, name: string): CallError =>
  new CallError(404, 'NotFound', `${kind}.${group} "${name}" not found`);

/** 403: the object may not be treated so. */
export const forbidden = (kind: string, name: string, why: string): CallError =>
  new CallError(403, 'Forbidden', `${kind}.${group} "${name}" is forbidden: ${why}`);

/** 400: the call itself is wrong. */
export const badRequest = (why: string): CallError => new CallError(400, 'BadRequest', why);

/** 500: something that should work does not. */
export const internal = (why: string): CallError =>
  new CallError(500, 'InternalError', `Internal error occurred: ${why}`);

/** The Kubernetes Status of a failure. */
export const statusOf = ({ code, reason, message }: CallError): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  code,
});

/** Answers with a failure. */
export const sendError = (response: ServerResponse, error: CallError): void =>
  sendJson(response, error.code, statusOf(error));
