// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type VirtualMachine, vmConditionReasons, vmConditions } from '@kubevirt-ts/api';
import { findCondition } from '@kubevirt-ts/kube';
import { runStrategyOf } from '@kubevirt-ts/rules/virtual-machine';
import type { Explanation } from '@kubevirt-ts/rules/virtual-machine-instance';
import type { Ownership } from './instance.ts';

/** Why a VM cannot be started by this version at all, or nothing when it can. */
export const refusal = (vm: VirtualMachine, ownership: Ownership): Explanation | undefined => {
  const { name, namespace } = vm.metadata ?? {};
  if (ownership === 'foreign') {
    const message = `virtual machine instance ${namespace}/${name} exists and is not controlled by this virtual machine`;
    return { reason: vmConditionReasons.failedCreate, message };
  }
  if (runStrategyOf(vm) === 'WaitAsReceiver') {
    const message = 'runStrategy WaitAsReceiver needs decentralized live migration, which this version does not have';
    return { reason: vmConditionReasons.failedCreate, message };
  }
  if (vm.spec.instancetype) {
    const message = 'instance types are not available in this version, give the size in the template instead';
    return { reason: vmConditionReasons.failedFindInstancetype, message };
  }
  if (vm.spec.preference) {
    const message = 'preferences are not available in this version, give the devices in the template instead';
    return { reason: vmConditionReasons.failedFindPreference, message };
  }
  return undefined;
};

/** Whether something that is under way, or went wrong, forbids starting the VM at this moment. */
export const mayNotStart = ({ status }: VirtualMachine): boolean =>
  status?.restoreInProgress !== undefined ||
  findCondition(status?.conditions, vmConditions.manualRecoveryRequired)?.status === 'True';
