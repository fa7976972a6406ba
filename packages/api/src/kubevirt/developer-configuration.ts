// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Feature gates, log levels and other knobs.

import {
  atomicList,
  boolean,
  type Infer,
  int32,
  int64,
  map,
  object,
  quantity,
  ref,
  required,
  string,
} from '../schema.ts';

export const DiskVerification = object('How disks are inspected before use.', {
  memoryLimit: required(quantity('Memory the inspection may take; 2000Mi when absent.')),
});
export interface DiskVerification extends Infer<typeof DiskVerification> {}

export const LogVerbosity = object('How much components log, 0 to 9; 2 when absent.', {
  virtOperator: int32('Of virt-operator.'),
  virtAPI: int32('Of virt-api.'),
  virtController: int32('Of virt-controller.'),
  virtHandler: int32('Of virt-handler.'),
  virtLauncher: int32('Of virt-launcher.'),
  virtSynchronizationController: int32('Of virt-synchronization-controller.'),
  nodeVerbosity: map(int32(), 'Of virt-handler by node; wins over virtHandler.'),
});
export interface LogVerbosity extends Infer<typeof LogVerbosity> {}

export const DeveloperConfiguration = object('Feature gates, log levels and other knobs.', {
  featureGates: atomicList(string(), 'Features that are switched on.'),
  disabledFeatureGates: atomicList(
    string(),
    'Features that are switched off though on by default; none may be in both lists.',
  ),
  useEmulation: boolean('VMs run without KVM, slowly; false when absent.'),
  logVerbosity: ref<LogVerbosity>(LogVerbosity, 'How much components log.'),
  cpuAllocationRatio: int32('Virtual CPUs for each CPU that is requested; 10 when absent.'),
  memoryOvercommit: int32('Guest memory in percent of what is requested; 100 when absent.', { minimum: 10 }),
  nodeSelectors: map(string(), 'Labels a node must have to run VMs.'),
  pvcTolerateLessSpaceUpToPercent: int32('Percent by which a claim may be smaller than its disk; 10 when absent.'),
  minimumReservePVCBytes: int64('Bytes that a disk leaves free on its claim; 131072 when absent.'),
  minimumClusterTSCFrequency: int64('Least time stamp counter frequency in the cluster, in Hz; found out when absent.'),
  diskVerification: ref<DiskVerification>(DiskVerification, 'How disks are inspected before use.'),
  clusterProfiler: boolean('Components can be profiled; false when absent.'),
});
export interface DeveloperConfiguration extends Infer<typeof DeveloperConfiguration> {}
