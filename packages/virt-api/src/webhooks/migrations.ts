// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { VirtualMachineInstanceMigration } from '@kubevirt-ts/api';
import { admitMigrationCreate, admitMigrationUpdate } from '@kubevirt-ts/rules/admission';
import { withMigrationDefaults } from '@kubevirt-ts/rules/defaults';
import { byNamespace } from '../world.ts';
import { jsonDiff } from './json-diff.ts';
import { hookFor } from './review.ts';

/** Gives a new migration its label and finalizer. */
export const mutateMigration = hookFor<VirtualMachineInstanceMigration>(
  VirtualMachineInstanceMigration,
  ({ object }) => ({
    allowed: true,
    patch: jsonDiff(object, withMigrationDefaults(object)),
  }),
);

/** Judges a new migration by what the cluster knows of its VMI. */
export const validateMigrationCreate = hookFor<VirtualMachineInstanceMigration>(
  VirtualMachineInstanceMigration,
  ({ object, account, request: { namespace = '' } }, { caches }) =>
    admitMigrationCreate({
      object,
      namespace,
      vmi: caches.vmis.get(`${namespace}/${object.spec.vmiName}`),
      migrations: caches.migrations.by(byNamespace, namespace),
      isController: account === 'controller',
    }),
);

/** Judges a change to a migration. */
export const validateMigrationUpdate = hookFor<VirtualMachineInstanceMigration>(
  VirtualMachineInstanceMigration,
  ({ object, old }) => admitMigrationUpdate(object, old ?? object),
);
