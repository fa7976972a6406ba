// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Values of a VM's spec.runStrategy. */
export const runStrategies = {
  always: 'Always',
  rerunOnFailure: 'RerunOnFailure',
  manual: 'Manual',
  halted: 'Halted',
  once: 'Once',
  waitAsReceiver: 'WaitAsReceiver',
} as const;

/** Actions in a VM's status.stateChangeRequests. */
export const stateChanges = { start: 'Start', stop: 'Stop' } as const;

/** What an eviction of the pod does to the VM. */
export const evictionStrategies = {
  none: 'None',
  liveMigrate: 'LiveMigrate',
  liveMigrateIfPossible: 'LiveMigrateIfPossible',
  external: 'External',
} as const;

/** Values of a VMI's spec.startStrategy. */
export const startStrategies = { paused: 'Paused' } as const;

/** How a running VM follows a changed template. */
export const rolloutStrategies = { stage: 'Stage', liveUpdate: 'LiveUpdate' } as const;

/** How running VMs get a new launcher. */
export const workloadUpdateMethods = { liveMigrate: 'LiveMigrate', evict: 'Evict' } as const;

/** What happens to VMs when KubeVirt is deleted. */
export const uninstallStrategies = {
  removeWorkloads: 'RemoveWorkloads',
  blockUninstallIfWorkloadsExist: 'BlockUninstallIfWorkloadsExist',
} as const;

/** How a migration goes at present. */
export const migrationModes = { preCopy: 'PreCopy', postCopy: 'PostCopy', paused: 'Paused' } as const;

/** How far the abort of a migration is. */
export const migrationAbortStatuses = { aborting: 'Aborting', succeeded: 'Succeeded', failed: 'Failed' } as const;

/** Whether local disks move along with the memory. */
export const migrationMethods = { block: 'BlockMigration', live: 'LiveMigration' } as const;

/** Which of several pending migrations goes first; higher weight first. */
export const migrationPriorities = {
  systemCritical: 'system-critical',
  userTriggered: 'user-triggered',
  systemMaintenance: 'system-maintenance',
} as const;

/** Where a fact about a network interface comes from. */
export const interfaceInfoSources = {
  domain: 'domain',
  guestAgent: 'guest-agent',
  multusStatus: 'multus-status',
} as const;

/** Values of an interface's state. */
export const interfaceStates = { up: 'up', down: 'down', absent: 'absent' } as const;
