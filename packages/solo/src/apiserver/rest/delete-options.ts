// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject } from '@kubevirt-ts/kube';
import { badRequest, invalid } from '../errors.ts';
import type { Cause } from '../kind.ts';
import { invalidValue, notSupported } from '../kinds/validation/causes.ts';
import type { Call } from './call.ts';
import { parseBody } from './decode.ts';
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

function decoded(call: Call): Sent {
  const { value } = parseBody(call.request, 'DeleteOptions');
  if (!isObject(value)) throw badRequest('decoded object cannot be converted to DeleteOptions');
  const { kind, apiVersion, ...rest } = value as Sent & { kind?: string; apiVersion?: string };
  if (kind && kind !== 'DeleteOptions') {
    const version = apiVersion || 'meta.k8s.io/v1';
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(version)} in scheme "pkg/api/legacyscheme/scheme.go:30"`,
    );
  }
  return rest;
}

function queried(query: URLSearchParams): Sent {
  const sent: Sent = {};
  const grace = query.get('gracePeriodSeconds');
  if (grace) {
    if (!/^[-+]?\d+$/.test(grace))
      throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
    sent.gracePeriodSeconds = Number(grace);
  }
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
