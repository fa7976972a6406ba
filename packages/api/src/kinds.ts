// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The six core kinds: what each is called and what kubectl shows of it.

import { KubeVirt } from './kubevirt/kubevirt.ts';
import { groups, labels } from './names.ts';
import type { ObjectSchema } from './schema.ts';
import { VirtualMachine } from './vm/virtual-machine.ts';
import { VirtualMachineInstanceMigration } from './vmi/migration.ts';
import { VirtualMachineInstancePreset } from './vmi/preset.ts';
import { VirtualMachineInstanceReplicaSet } from './vmi/replica-set.ts';
import { VirtualMachineInstance } from './vmi/virtual-machine-instance.ts';

/** One column of `kubectl get`; priority 1 is shown with `-o wide` only. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly jsonPath: string;
  readonly description?: string;
  readonly priority?: number;
}

/** Subresources that the API server itself serves for a kind. */
export interface Subresources {
  readonly status?: Record<string, never>;
  readonly scale?: {
    readonly specReplicasPath: string;
    readonly statusReplicasPath: string;
    readonly labelSelectorPath: string;
  };
}

/** What a kind is called and how it is served. */
export interface KindFacts {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly schema: ObjectSchema;
  /** Label of the definition: the operator's own kind or a workload's. */
  readonly label: string;
  readonly subresources?: Subresources;
  readonly columns: readonly PrinterColumn[];
}

/** The group of all six kinds. */
export const coreGroup = groups.core;

const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
const column = (name: string, jsonPath: string): PrinterColumn => ({ name, type: 'string', jsonPath });
const count = (name: string, jsonPath: string, description: string): PrinterColumn => ({
  name,
  type: 'integer',
  jsonPath,
  description,
});
const condition = (name: string, type: string, priority?: number): PrinterColumn => ({
  ...column(name, `.status.conditions[?(@.type=='${type}')].status`),
  ...(priority && { priority }),
});

/** Facts of the six core kinds by their names. */
export const kinds = {
  KubeVirt: {
    kind: 'KubeVirt',
    plural: 'kubevirts',
    shortNames: ['kv', 'kvs'],
    schema: KubeVirt,
    label: labels.operator,
    subresources: { status: {} },
    columns: [age, column('Phase', '.status.phase')],
  },
  VirtualMachine: {
    kind: 'VirtualMachine',
    plural: 'virtualmachines',
    shortNames: ['vm', 'vms'],
    schema: VirtualMachine,
    label: labels.appLabel,
    subresources: { status: {} },
    columns: [
      age,
      { ...column('Status', '.status.printableStatus'), description: 'Human Readable Status' },
      condition('Ready', 'Ready'),
    ],
  },
  /** No status subresource: its status is written with the object. */
  VirtualMachineInstance: {
    kind: 'VirtualMachineInstance',
    plural: 'virtualmachineinstances',
    shortNames: ['vmi', 'vmis'],
    schema: VirtualMachineInstance,
    label: labels.appLabel,
    columns: [
      age,
      column('Phase', '.status.phase'),
      column('IP', '.status.interfaces[0].ipAddress'),
      column('NodeName', '.status.nodeName'),
      condition('Ready', 'Ready'),
      condition('Live-Migratable', 'LiveMigratable', 1),
      condition('Paused', 'Paused', 1),
    ],
  },
  VirtualMachineInstanceMigration: {
    kind: 'VirtualMachineInstanceMigration',
    plural: 'virtualmachineinstancemigrations',
    shortNames: ['vmim', 'vmims'],
    schema: VirtualMachineInstanceMigration,
    label: labels.appLabel,
    subresources: { status: {} },
    columns: [
      { ...column('Phase', '.status.phase'), description: 'How far the migration is' },
      { ...column('VMI', '.spec.vmiName'), description: 'The VMI that moves' },
    ],
  },
  VirtualMachineInstancePreset: {
    kind: 'VirtualMachineInstancePreset',
    plural: 'virtualmachineinstancepresets',
    shortNames: ['vmipreset', 'vmipresets'],
    schema: VirtualMachineInstancePreset,
    label: labels.appLabel,
    columns: [],
  },
  VirtualMachineInstanceReplicaSet: {
    kind: 'VirtualMachineInstanceReplicaSet',
    plural: 'virtualmachineinstancereplicasets',
    shortNames: ['vmirs', 'vmirss'],
    schema: VirtualMachineInstanceReplicaSet,
    label: labels.appLabel,
    subresources: {
      status: {},
      scale: {
        specReplicasPath: '.spec.replicas',
        statusReplicasPath: '.status.replicas',
        labelSelectorPath: '.status.labelSelector',
      },
    },
    columns: [
      count('Desired', '.spec.replicas', 'VMIs that are wanted'),
      count('Current', '.status.replicas', 'VMIs that exist'),
      count('Ready', '.status.readyReplicas', 'VMIs that are ready'),
      age,
    ],
  },
} as const satisfies Record<string, KindFacts>;

/** Name of a core kind. */
export type Kind = keyof typeof kinds;
