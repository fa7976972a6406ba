// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstanceMigration } from '@kubevirt-ts/api';
import { finalizers, labels } from '@kubevirt-ts/api';

/** A migration with the label that finds it by its VMI and the finalizer that lets it be aborted. */
export const withMigrationDefaults = (migration: VirtualMachineInstanceMigration): VirtualMachineInstanceMigration => {
  const given = migration.metadata?.finalizers ?? [];
  return {
    ...migration,
    metadata: {
      ...migration.metadata,
      labels: { ...migration.metadata?.labels, [labels.vmiName]: migration.spec?.vmiName ?? '' },
      finalizers: given.includes(finalizers.migration) ? given : [...given, finalizers.migration],
    },
  };
};
