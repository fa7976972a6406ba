// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { invalid } from '../errors.ts';
import type { Cause } from '../kind.ts';
import { notSupported } from '../kinds/validation/causes.ts';
import type { PatchType } from '../patch/patches.ts';
import type { Call } from './call.ts';
import type { FieldValidation } from './decode.ts';

/** How something is to be written. */
export interface WriteOptions {
  dryRun: boolean;
  fieldValidation: FieldValidation;
  manager: string;
  /** Apply only: take fields over from other managers. */
  force: boolean;
  /** As admission is told: CreateOptions, UpdateOptions or PatchOptions. */
  sent: Record<string, unknown>;
}

const validations = ['', 'Ignore', 'Strict', 'Warn'];

/** The options of a create, update or patch, from its query. @throws ApiError 422 */
export function writeOptions(
  call: Call,
  kind: `${'Create' | 'Update' | 'Patch'}Options`,
  type?: PatchType,
): WriteOptions {
  const { query, headers } = call.request;
  const { patches } = call.o;
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  const fieldValidation = query.get('fieldValidation') ?? '';
  const fieldManager = query.get('fieldManager') ?? undefined;
  const force = forceOf(query);
  const causes: Cause[] = [
    ...patches.managerCauses({ fieldManager, force, type }),
    ...dryRunCauses(dryRun),
    ...(validations.includes(fieldValidation) ? [] : [notSupported('fieldValidation', fieldValidation, validations)]),
  ];
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', causes);
  return {
    dryRun: dryRun.length > 0,
    fieldValidation: (fieldValidation || 'Warn') as FieldValidation,
    manager: patches.managerName({ fieldManager, userAgent: headers['user-agent'] }),
    force: force === true,
    sent: {
      kind,
      apiVersion: 'meta.k8s.io/v1',
      ...(dryRun.length > 0 && { dryRun }),
      ...(fieldManager && { fieldManager }),
      ...(fieldValidation && { fieldValidation }),
      ...(force !== undefined && { force }),
    },
  };
}

/** What is wrong with a dryRun that is not `All`. */
export function dryRunCauses(dryRun: readonly string[]): Cause[] {
  if (dryRun.every((value) => value === 'All')) return [];
  const message = `Unsupported value: ${JSON.stringify(dryRun)}: supported values: "All"`;
  return [{ reason: 'FieldValueNotSupported', message, field: 'dryRun' }];
}

function forceOf(query: URLSearchParams): boolean | undefined {
  const force = query.get('force');
  return force === null || force === '' ? undefined : ['true', '1', 't', 'T', 'True', 'TRUE'].includes(force);
}
