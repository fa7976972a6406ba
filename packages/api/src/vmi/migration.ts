// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// One request to move a running VM.

import { condition } from '../meta/condition.ts';
import { ObjectMeta } from '../meta/object-meta.ts';
import { atomicList, type Infer, list, map, object, ref, required, string, time } from '../schema.ts';
import { VirtualMachineInstanceMigrationState } from './migration-state.ts';

export const VirtualMachineInstanceMigrationCondition = condition('VirtualMachineInstanceMigrationCondition.');
export interface VirtualMachineInstanceMigrationCondition
  extends Infer<typeof VirtualMachineInstanceMigrationCondition> {}

export const VirtualMachineInstanceMigrationPhaseTransitionTimestamp = object(
  'Virtual machine instance migration phase transition timestamp.',
  {
    phase: string('Phase.'),
    phaseTransitionTimestamp: time('Phase transition timestamp.'),
  },
);
export interface VirtualMachineInstanceMigrationPhaseTransitionTimestamp
  extends Infer<typeof VirtualMachineInstanceMigrationPhaseTransitionTimestamp> {}

export const VirtualMachineInstanceMigrationSource = object('Virtual machine instance migration source.', {
  connectURL: required(string('Connect url.')),
  migrationID: required(string('Migration id.')),
});
export interface VirtualMachineInstanceMigrationSource extends Infer<typeof VirtualMachineInstanceMigrationSource> {}

export const VirtualMachineInstanceMigrationTarget = object('Virtual machine instance migration target.', {
  migrationID: required(string('Migration id.')),
});
export interface VirtualMachineInstanceMigrationTarget extends Infer<typeof VirtualMachineInstanceMigrationTarget> {}

export const VirtualMachineInstanceMigrationSpec = object('Virtual machine instance migration spec.', {
  addedNodeSelector: map(string(), 'Added node selector.'),
  priority: string('Priority.'),
  receive: ref<VirtualMachineInstanceMigrationTarget>(VirtualMachineInstanceMigrationTarget, 'Receive.'),
  sendTo: ref<VirtualMachineInstanceMigrationSource>(VirtualMachineInstanceMigrationSource, 'Send to.'),
  vmiName: string('Vmi name.'),
});
export interface VirtualMachineInstanceMigrationSpec extends Infer<typeof VirtualMachineInstanceMigrationSpec> {}

export const VirtualMachineInstanceMigrationStatus = object(
  'Virtual machine instance migration status.',
  {
    conditions: list(
      ref<VirtualMachineInstanceMigrationCondition>(VirtualMachineInstanceMigrationCondition),
      'Conditions.',
    ),
    migrationState: ref<VirtualMachineInstanceMigrationState>(VirtualMachineInstanceMigrationState, 'Migration state.'),
    phase: string('Phase.'),
    phaseTransitionTimestamps: atomicList(
      ref<VirtualMachineInstanceMigrationPhaseTransitionTimestamp>(
        VirtualMachineInstanceMigrationPhaseTransitionTimestamp,
      ),
      'Phase transition timestamps.',
    ),
    synchronizationAddresses: atomicList(string(), 'Synchronization addresses.'),
  },
  { nullable: true },
);
export interface VirtualMachineInstanceMigrationStatus extends Infer<typeof VirtualMachineInstanceMigrationStatus> {}

export const VirtualMachineInstanceMigration = object('Virtual machine instance migration.', {
  spec: required(ref<VirtualMachineInstanceMigrationSpec>(VirtualMachineInstanceMigrationSpec, 'Spec.')),
  apiVersion: string('Api version.'),
  kind: string('Kind.'),
  metadata: ref<ObjectMeta>(ObjectMeta, 'Metadata.'),
  status: ref<VirtualMachineInstanceMigrationStatus>(VirtualMachineInstanceMigrationStatus, 'Status.'),
});
export interface VirtualMachineInstanceMigration extends Infer<typeof VirtualMachineInstanceMigration> {}
