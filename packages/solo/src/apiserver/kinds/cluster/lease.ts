// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Lease } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { invalidValue, negative } from '../validation/causes.ts';

/** What is special about leases. */
export const leaseStrategy: Strategy = {
  validate: leaseCauses,
  validateUpdate: leaseCauses,
};

function leaseCauses(object: Json): Cause[] {
  const { leaseDurationSeconds, leaseTransitions, holderIdentity } = (object as unknown as Lease).spec ?? {};
  const causes: Cause[] = [];
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    causes.push(invalidValue('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0'));
  }
  causes.push(...negative('spec.leaseTransitions', leaseTransitions));
  if (holderIdentity !== undefined && holderIdentity === '') {
    causes.push(invalidValue('spec.holderIdentity', holderIdentity, 'must not be empty'));
  }
  return causes;
}
