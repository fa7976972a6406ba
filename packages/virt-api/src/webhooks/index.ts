// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { VirtualMachineInstancePreset, VirtualMachineInstanceReplicaSet } from '@kubevirt-ts/api';
import type { AdmissionRequest } from '@kubevirt-ts/kube';
import { admitPreset, admitReplicaSet, judge } from '@kubevirt-ts/rules/admission';
import { reviewEviction } from './evictions.ts';
import { mutateInstance, validateInstanceCreate, validateInstanceUpdate } from './instances.ts';
import { mutateMigration, validateMigrationCreate, validateMigrationUpdate } from './migrations.ts';
import { accessFaults } from './named-object-access.ts';
import { type Hook, hookFor, hookForTemplate } from './review.ts';
import { mutateVirtualMachine, validateVirtualMachine, validateVirtualMachineStatus } from './virtual-machines.ts';

const validatePreset = hookFor<VirtualMachineInstancePreset>(VirtualMachineInstancePreset, ({ object }) =>
  admitPreset(object),
);

const validateReplicaSet = hookForTemplate(
  hookFor<VirtualMachineInstanceReplicaSet>(
    VirtualMachineInstanceReplicaSet,
    async ({ object, old, operation, account, request }, world) => {
      const answer = admitReplicaSet({ object, old, operation, isOurs: account !== undefined }, world.config());
      if (!answer.allowed || account !== undefined || object.metadata?.deletionTimestamp) return answer;
      const path = 'spec.template.spec';
      const specs = { spec: object.spec?.template?.spec, old: old?.spec?.template?.spec, path };
      const faults = await accessFaults(specs, request, world);
      return faults.length > 0 ? judge(faults) : answer;
    },
  ),
);

const validateStatus: Hook = (request: AdmissionRequest, world) =>
  request.resource.resource === 'virtualmachines' ? validateVirtualMachineStatus(request, world) : { allowed: true };

/** What each path of the table of admission hooks does; a test compares the two. */
export const hooks: Readonly<Record<string, Hook>> = {
  '/pod-eviction-validate': reviewEviction,
  '/virtualmachineinstances-validate-create': validateInstanceCreate,
  '/virtualmachineinstances-validate-update': validateInstanceUpdate,
  '/virtualmachines-validate': validateVirtualMachine,
  '/virtualmachinereplicaset-validate': validateReplicaSet,
  '/vmipreset-validate': validatePreset,
  '/migration-validate-create': validateMigrationCreate,
  '/migration-validate-update': validateMigrationUpdate,
  '/status-validate': validateStatus,
  '/virtualmachines-mutate': mutateVirtualMachine,
  '/virtualmachineinstances-mutate': mutateInstance,
  '/migration-mutate-create': mutateMigration,
};
