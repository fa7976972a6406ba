// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../logger.ts';
import type { JsonPatchOp } from '../patch/json.ts';
import { BodyError, readJson, sendJson } from './body.ts';

/** Who asks, as the API server knows them. */
export interface UserInfo {
  username?: string;
  uid?: string;
  groups?: string[];
  extra?: Record<string, string[]>;
}

/** What the API server asks an admission webhook. */
export interface AdmissionRequest<T = unknown> {
  uid: string;
  kind: { group: string; version: string; kind: string };
  resource: { group: string; version: string; resource: string };
  subResource?: string;
  name?: string;
  namespace?: string;
  operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  userInfo: UserInfo;
  object?: T | null;
  oldObject?: T | null;
  dryRun?: boolean;
  options?: unknown;
}

/** One of the reasons why something is refused. */
export interface AdmissionCause {
  reason?: string;
  message: string;
  field?: string;
}

/** What an admission webhook answers. */
export interface AdmissionAnswer {
  allowed: boolean;
  /** @defaultValue 422 with causes, 403 without */
  code?: number;
  /** @defaultValue the causes' messages, with commas between */
  message?: string;
  reason?: string;
  causes?: readonly AdmissionCause[];
  warnings?: readonly string[];
  patch?: readonly JsonPatchOp[];
}

const maxBodyBytes = 3 * 1024 * 1024;

/**
 * Answers AdmissionReview v1 by what `decide` says; when that throws, the request is refused with 500 and the reason is only
 * logged.
 */
export function reviewHandler(
  decide: (request: AdmissionRequest) => Promise<AdmissionAnswer> | AdmissionAnswer,
  log: Logger,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const review = (await readJson(request, maxBodyBytes)) as { apiVersion?: string; request?: AdmissionRequest };
    const asked = review?.request;
    if (typeof asked?.uid !== 'string') throw new BodyError(400, 'the body is no AdmissionReview with a request');
    const answer = await Promise.resolve(asked)
      .then(decide)
      .catch((error: unknown): AdmissionAnswer => {
        log.error(
          { err: error, kind: asked.kind?.kind, name: asked.name, namespace: asked.namespace },
          'a review failed',
        );
        return { allowed: false, code: 500, reason: 'InternalError', message: 'internal error' };
      });
    const apiVersion = review.apiVersion ?? 'admission.k8s.io/v1';
    sendJson(response, 200, { apiVersion, kind: 'AdmissionReview', response: toResponse(asked.uid, answer) });
  };
}

function toResponse(uid: string, answer: AdmissionAnswer): object {
  const warnings = answer.warnings?.length ? { warnings: answer.warnings } : {};
  if (!answer.allowed) {
    const { causes = [] } = answer;
    const status = {
      status: 'Failure',
      code: answer.code ?? (causes.length ? 422 : 403),
      reason: answer.reason ?? (causes.length ? 'Invalid' : 'Forbidden'),
      message: answer.message ?? causes.map((cause) => cause.message).join(', '),
      ...(causes.length ? { details: { causes } } : {}),
    };
    return { uid, allowed: false, status, ...warnings };
  }
  if (!answer.patch?.length) return { uid, allowed: true, ...warnings };
  const patch = Buffer.from(JSON.stringify(answer.patch)).toString('base64');
  return { uid, allowed: true, patchType: 'JSONPatch', patch, ...warnings };
}
