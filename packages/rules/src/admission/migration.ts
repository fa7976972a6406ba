// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance, VirtualMachineInstanceMigration } from '@kubevirt-ts/api';
import { labels } from '@kubevirt-ts/api';
import { isSame } from '../defaults/index.ts';
import { type Answer, allow, deny, judge } from './answer.ts';
import { type Cause, faults, forbidden, missing, unsupported } from './cause.ts';

/** A migration that is asked for, with what the cluster knows about its VMI. */
export interface MigrationRequest {
  object: VirtualMachineInstanceMigration;
  namespace: string;
  vmi?: VirtualMachineInstance;
  /** Every migration of the namespace. */
  migrations: readonly VirtualMachineInstanceMigration[];
  /** Whether virt-controller asks. */
  isController: boolean;
}

const finalPhases = ['Succeeded', 'Failed'];

const specFaultsOf = ({ object: { spec }, isController }: MigrationRequest): Cause[] =>
  faults(
    !spec.vmiName && missing('spec.vmiName', 'vmiName is missing'),
    spec.priority !== undefined &&
      !isController &&
      forbidden(
        'spec.migrationPriority',
        'Migration priority queue, only virt-controller is allowed to set priority field',
      ),
    (spec.sendTo || spec.receive) &&
      unsupported('spec', 'DecentralizedLiveMigration feature gate is not enabled in kubevirt resource'),
  );

const obstacle = ({ object, namespace, vmi, migrations }: MigrationRequest): string => {
  const name = object.spec.vmiName ?? '';
  if (!vmi) return `the VMI "${namespace}/${name}" does not exist`;
  if (finalPhases.includes(vmi.status?.phase ?? '')) return 'Cannot migrate VMI in finalized state.';
  const immobile = vmi.status?.conditions?.find(({ type, status }) => type === 'LiveMigratable' && status === 'False');
  if (immobile) return `Cannot migrate VMI, Reason: ${immobile.reason}, Message: ${immobile.message}`;
  const running = migrations.find(
    ({ spec, status }) => spec.vmiName === name && !finalPhases.includes(status?.phase ?? ''),
  );
  if (running)
    return `in-flight migration detected. Active migration job (${running.metadata?.uid}) is currently already in progress for VMI ${name}.`;
  return 'Live migration is not offered by this version of kubevirt-ts.';
};

/**
 * Whether a migration may be asked for.
 * @differs none may yet: what KubeVirt would object to is told first, then that migration is not offered
 */
export const admitMigrationCreate = (request: MigrationRequest): Answer => {
  const causes = specFaultsOf(request);
  return causes.length > 0 ? judge(causes) : deny(400, obstacle(request), 'BadRequest');
};

const selectorMoved = (object: VirtualMachineInstanceMigration, old: VirtualMachineInstanceMigration): Cause[] => {
  if (finalPhases.includes(old.status?.phase ?? '')) return [];
  const before = old.metadata?.labels?.[labels.vmiName];
  const after = object.metadata?.labels?.[labels.vmiName];
  if (before === undefined || before === after) return [];
  return [
    unsupported(
      'metadata.labels',
      object.metadata?.labels === undefined
        ? "selector label can't be removed from an in-flight migration"
        : "selector label can't be modified on an in-flight migration",
    ),
  ];
};

/** Whether a migration may be changed: its spec never. */
export const admitMigrationUpdate = (
  object: VirtualMachineInstanceMigration,
  old: VirtualMachineInstanceMigration,
): Answer => {
  const causes = faults(
    !isSame(object.spec, old.spec) && unsupported('spec', "update of Migration object's spec is restricted"),
    selectorMoved(object, old),
  );
  return causes.length > 0 ? judge(causes) : allow();
};
