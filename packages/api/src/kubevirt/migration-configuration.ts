// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Limits and switches of live migrations.

import { boolean, type Infer, int64, object, quantity, string } from '../schema.ts';

export const MigrationConfiguration = object('Migration configuration.', {
  allowAutoConverge: boolean('Allow auto converge.'),
  allowPostCopy: boolean('Allow post copy.'),
  allowWorkloadDisruption: boolean('Allow workload disruption.'),
  bandwidthPerMigration: quantity('Bandwidth per migration.'),
  completionTimeoutPerGiB: int64('Completion timeout per gi b.'),
  disableTLS: boolean('Disable tls.'),
  matchSELinuxLevelOnMigration: boolean('Match selinux level on migration.'),
  maxDowntimeMs: int64('Max downtime ms.'),
  network: string('Network.'),
  nodeDrainTaintKey: string('Node drain taint key.'),
  parallelMigrationsPerCluster: int64('Parallel migrations per cluster.'),
  parallelOutboundMigrationsPerNode: int64('Parallel outbound migrations per node.'),
  progressTimeout: int64('Progress timeout.'),
  unsafeMigrationOverride: boolean('Unsafe migration override.'),
  utilityVolumesTimeout: int64('Utility volumes timeout.'),
});
export interface MigrationConfiguration extends Infer<typeof MigrationConfiguration> {}
