// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Limits and switches of live migrations.

import { boolean, type Infer, int64, object, quantity, string } from '../schema.ts';

export const MigrationConfiguration = object(
  'Limits and switches of live migrations; migration policies can change them for some VMs.',
  {
    parallelMigrationsPerCluster: int64('Migrations in the cluster at a time; 5 when absent.'),
    parallelOutboundMigrationsPerNode: int64('Migrations from a node at a time; 2 when absent.'),
    bandwidthPerMigration: quantity('Bytes a second each may send; 0 (default) is unlimited.'),
    completionTimeoutPerGiB: int64(
      'Seconds for each GiB to move, after which a migration is ended one way or the other; 150 when absent.',
    ),
    progressTimeout: int64('Seconds without progress after which a migration is given up; 150 when absent.'),
    maxDowntimeMs: int64(
      'Milliseconds a guest may stand still at the end; 900 when absent. Needs gate MigrationStallDetection to be changed.',
      { minimum: 1, maximum: 2000000 },
    ),
    allowAutoConverge: boolean('A guest may be slowed down so that its migration ends; false when absent.'),
    allowPostCopy: boolean('A guest may run on the target before all its memory is there; false when absent.'),
    allowWorkloadDisruption: boolean('A guest may be paused so that its migration ends; as allowPostCopy when absent.'),
    network: string('Network attachment definition of a network for migrations; the pod network when absent.'),
    disableTLS: boolean('Data is sent unencrypted; false when absent.'),
    nodeDrainTaintKey: string('Taint that empties a node of VMs; kubevirt.io/drain when absent.'),
    unsafeMigrationOverride: boolean('VMs that are not known to survive a migration may migrate; false when absent.'),
    matchSELinuxLevelOnMigration: boolean(
      "The target pod gets an SELinux level of its own instead of the source's; false when absent.",
    ),
    utilityVolumesTimeout: int64('Seconds a migration waits for utility volumes to be gone; 150 when absent.'),
  },
);
export interface MigrationConfiguration extends Infer<typeof MigrationConfiguration> {}
