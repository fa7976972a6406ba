// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual } from '@kubevirt-ts/kube';
import { conditionOf, setCondition } from '../definition/conditions.ts';
import { isCaBundle } from '../definition/conversion-rules.ts';
import type { Definition, DefinitionCondition } from '../definition/definition.ts';
import { approvalOf } from '../definition/name-rules.ts';
import { naming } from './names.ts';

/** The status a definition should have; undefined when it has it. */
export function statusOf(
  definition: Definition,
  all: readonly Definition[],
  now: Date,
): Definition['status'] | undefined {
  const { names, namesAccepted, established } = naming(definition, all);
  const next: Definition = { ...definition, status: structuredClone(definition.status ?? {}) };
  if (next.status) next.status.acceptedNames = names;
  const conditions = [namesAccepted, withUsableCa(definition, established), approvalCondition(definition)];
  for (const condition of conditions)
    if (condition && !isSame(condition, conditionOf(definition, condition.type))) setCondition(next, now, condition);
  return isDeepEqual(next.status, definition.status) ? undefined : next.status;
}

function isSame(a: DefinitionCondition, b: DefinitionCondition | undefined): boolean {
  return b !== undefined && a.status === b.status && a.reason === b.reason && a.message === b.message;
}

/** A definition whose conversion webhook could never be trusted is not served. */
function withUsableCa(definition: Definition, established: DefinitionCondition): DefinitionCondition {
  const bundle = definition.spec.conversion?.webhook?.clientConfig?.caBundle;
  const isNew = conditionOf(definition, 'Established')?.status !== 'True' && established.status === 'True';
  if (!isNew || !bundle || isCaBundle(bundle)) return established;
  const message = 'The conversion webhook CABundle is invalid';
  return { type: 'Established', status: 'False', reason: 'InvalidCABundle', message };
}

const approvals = {
  approved: { status: 'True', reason: 'ApprovedAnnotation' },
  bypassed: { status: 'False', reason: 'UnapprovedAnnotation' },
  missing: { status: 'False', reason: 'MissingAnnotation' },
  invalid: { status: 'False', reason: 'InvalidAnnotation' },
} as const;

function approvalCondition(definition: Definition): DefinitionCondition | undefined {
  const approval = approvalOf(definition.spec.group, definition.metadata?.annotations);
  if (!approval) return undefined;
  return { type: 'KubernetesAPIApprovalPolicyConformant', ...approvals[approval.state], message: approval.reason };
}
