// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ApiError } from '@kubevirt-ts/kube';
import { refusal } from '../../errors.ts';
import { pathText } from '../fields/field-set.ts';
import type { Owned } from './managers.ts';
import type { Conflict } from './take-over.ts';

/** 409: an apply would change fields of others; a cause per field, and a message that names them all. */
export function conflictError(conflicts: readonly Conflict[]): ApiError {
  const causes = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(manager)}`,
    field: pathText(path),
  }));
  return refusal(409, 'Conflict', messageOf(conflicts), { details: { causes } });
}

function messageOf(conflicts: readonly Conflict[]): string {
  const [first] = conflicts;
  if (first && conflicts.length === 1)
    return `Apply failed with 1 conflict: conflict with ${managerText(first.manager)}: ${pathText(first.path)}`;
  const lines: string[] = [];
  for (const [manager, theirs] of Map.groupBy(conflicts, (conflict) => conflict.manager)) {
    lines.push(`conflicts with ${managerText(manager)}:`, ...theirs.map(({ path }) => `- ${pathText(path)}`));
  }
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

/** A manager, by its identity, as messages name it: `"kubectl" using apps/v1`, `"x" with subresource "status"`. */
function managerText(id: string): string {
  const { manager = '', operation, apiVersion, subresource } = JSON.parse(id) as Partial<Owned>;
  const through = subresource ? ` with subresource ${JSON.stringify(subresource)}` : '';
  const using = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${JSON.stringify(manager)}${through}${using}`;
}
