// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// One request to move a running VM.

import { condition } from '../meta/condition.ts';
import { ObjectMeta } from '../meta/object-meta.ts';
import { atomicList, type Infer, list, map, object, ref, required, string, time } from '../schema.ts';
import { VirtualMachineInstanceMigrationState } from './migration-state.ts';

/** A condition of a VirtualMachineInstanceMigration. */
export const VirtualMachineInstanceMigrationCondition = condition(
  'One observed fact about a migration, such as migrationAbortRequested.',
);
/** A condition of a VirtualMachineInstanceMigration. */
export interface VirtualMachineInstanceMigrationCondition
  extends Infer<typeof VirtualMachineInstanceMigrationCondition> {}

export const VirtualMachineInstanceMigrationPhaseTransitionTimestamp = object('When a phase began.', {
  phase: string('The phase.'),
  phaseTransitionTimestamp: time('When it began.'),
});
export interface VirtualMachineInstanceMigrationPhaseTransitionTimestamp
  extends Infer<typeof VirtualMachineInstanceMigrationPhaseTransitionTimestamp> {}

export const VirtualMachineInstanceMigrationSource = object('Sends the VM to another cluster or namespace.', {
  migrationID: required(string('Word that both sides give.')),
  connectURL: required(string('Address at which the receiving side listens.')),
});
export interface VirtualMachineInstanceMigrationSource extends Infer<typeof VirtualMachineInstanceMigrationSource> {}

export const VirtualMachineInstanceMigrationTarget = object('Receives the VM from another cluster or namespace.', {
  migrationID: required(string('Word that both sides give.')),
});
export interface VirtualMachineInstanceMigrationTarget extends Infer<typeof VirtualMachineInstanceMigrationTarget> {}

export const VirtualMachineInstanceMigrationSpec = object('Which VM moves; cannot be changed.', {
  vmiName: string('Name of the VMI in the same namespace.'),
  addedNodeSelector: map(
    string(),
    'Labels the target node must have besides what the VMI asks for; none is taken away.',
  ),
  priority: string(
    'Which waiting migration goes first: system-critical, user-triggered, then system-maintenance; set by KubeVirt itself only.',
  ),
  sendTo: ref<VirtualMachineInstanceMigrationSource>(
    VirtualMachineInstanceMigrationSource,
    'The VM leaves for another cluster or namespace; needs gate DecentralizedLiveMigration.',
  ),
  receive: ref<VirtualMachineInstanceMigrationTarget>(
    VirtualMachineInstanceMigrationTarget,
    'The VM arrives from another cluster or namespace; needs gate DecentralizedLiveMigration.',
  ),
});
export interface VirtualMachineInstanceMigrationSpec extends Infer<typeof VirtualMachineInstanceMigrationSpec> {}

export const VirtualMachineInstanceMigrationStatus = object(
  'How the migration goes.',
  {
    phase: string('Pending, Scheduling, Scheduled, PreparingTarget, TargetReady, Running, then Succeeded or Failed.'),
    phaseTransitionTimestamps: atomicList(
      ref<VirtualMachineInstanceMigrationPhaseTransitionTimestamp>(
        VirtualMachineInstanceMigrationPhaseTransitionTimestamp,
      ),
      'When each phase began.',
    ),
    conditions: list(
      ref<VirtualMachineInstanceMigrationCondition>(VirtualMachineInstanceMigrationCondition),
      'Observed facts.',
    ),
    migrationState: ref<VirtualMachineInstanceMigrationState>(
      VirtualMachineInstanceMigrationState,
      'How the VMI moved; copied from it at the end.',
    ),
    synchronizationAddresses: atomicList(string(), 'Addresses at which the sending side can connect.'),
  },
  { nullable: true },
);
export interface VirtualMachineInstanceMigrationStatus extends Infer<typeof VirtualMachineInstanceMigrationStatus> {}

export const VirtualMachineInstanceMigration = object(
  'One request to move a running VM to another node; deleting it gives the move up.',
  {
    apiVersion: string('kubevirt.io/v1.'),
    kind: string('VirtualMachineInstanceMigration.'),
    metadata: ref<ObjectMeta>(ObjectMeta, 'Name, labels and the like.'),
    spec: required(ref<VirtualMachineInstanceMigrationSpec>(VirtualMachineInstanceMigrationSpec, 'Which VM moves.')),
    status: ref<VirtualMachineInstanceMigrationStatus>(
      VirtualMachineInstanceMigrationStatus,
      'How the migration goes.',
    ),
  },
);
export interface VirtualMachineInstanceMigration extends Infer<typeof VirtualMachineInstanceMigration> {}
