// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject } from '@kubevirt-ts/kube';
import { badRequest, invalid } from '../errors.ts';
import type { Cause } from '../kind.ts';
import { invalidValue, notSupported } from '../kinds/validation/causes.ts';
import type { Call } from './call.ts';
import { parseBody } from './decode.ts';
import { integer } from './list-options.ts';
import { dryRunCauses } from './write-options.ts';

/** How something is deleted. */
export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  orphanDependents?: boolean;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun: boolean;
  /** As admission is told. */
  sent: Record<string, unknown>;
}

const policies = ['Foreground', 'Background', 'Orphan', 'nil'];

/** The options of a deletion: the body's, or without one the query's. @throws ApiError 400, 422 */
export function deleteOptions(call: Call): DeleteOptions {
  const { body, query } = call.request;
  const isEmpty = body === undefined || (Buffer.isBuffer(body) && body.length === 0);
  const sent = isEmpty ? queried(query) : decoded(call);
  const causes = causesOf(sent);
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', causes);
  return { ...sent, dryRun: (sent.dryRun?.length ?? 0) > 0, sent: { ...sent } };
}

type Sent = Omit<DeleteOptions, 'dryRun' | 'sent'> & { dryRun?: string[] };

const scheme = 'k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27';

function decoded(call: Call): Sent {
  const { value } = parseBody(call.request);
  if (value !== null && !isObject(value)) throw badRequest('decoded object cannot be converted to DeleteOptions');
  const { kind, apiVersion, ...rest } = (value ?? {}) as Sent & { kind?: string; apiVersion?: string };
  if (kind && kind !== 'DeleteOptions') {
    const version = JSON.stringify(apiVersion || 'meta.k8s.io/v1');
    throw badRequest(`no kind ${JSON.stringify(kind)} is registered for version ${version} in scheme "${scheme}"`);
  }
  for (const [field, type] of Object.entries(types)) checkType(rest, field as keyof Sent, type);
  return rest;
}

// What Go calls the types of the fields, and how a value shows that it is one.
const types = {
  gracePeriodSeconds: 'int64',
  propagationPolicy: 'v1.DeletionPropagation',
  orphanDependents: 'bool',
  dryRun: '[]string',
  preconditions: 'v1.Preconditions',
} as const;

function checkType(sent: Sent, field: keyof Sent, type: string): void {
  const value: unknown = sent[field];
  if (value === undefined || value === null) {
    delete sent[field];
    return;
  }
  const is = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const expected =
    { int64: 'number', bool: 'bool', '[]string': 'array', 'v1.Preconditions': 'object' }[type] ?? 'string';
  if (is === expected) return;
  throw badRequest(`json: cannot unmarshal ${is} into Go struct field DeleteOptions.${field} of type ${type}`);
}

function queried(query: URLSearchParams): Sent {
  const sent: Sent = {};
  const seconds = integer(query, 'gracePeriodSeconds');
  if (seconds !== undefined) sent.gracePeriodSeconds = seconds;
  const policy = query.get('propagationPolicy');
  if (policy) sent.propagationPolicy = policy;
  const orphan = query.get('orphanDependents');
  if (orphan) sent.orphanDependents = ['true', '1'].includes(orphan);
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  if (dryRun.length > 0) sent.dryRun = dryRun;
  return sent;
}

function causesOf(sent: Sent): Cause[] {
  const causes: Cause[] = [];
  const { propagationPolicy, orphanDependents } = sent;
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    const why = 'orphanDependents and deletionPropagation cannot be both set';
    causes.push(invalidValue('propagationPolicy', propagationPolicy, why));
  }
  if (propagationPolicy !== undefined && !policies.slice(0, 3).includes(propagationPolicy)) {
    causes.push(notSupported('propagationPolicy', propagationPolicy, policies));
  }
  return [...causes, ...dryRunCauses(sent.dryRun ?? [])];
}
