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

export const DiskVerification = object('Disk verification.', {
  memoryLimit: required(quantity('Memory limit.')),
});
export interface DiskVerification extends Infer<typeof DiskVerification> {}

export const LogVerbosity = object('Log verbosity.', {
  nodeVerbosity: map(int32(), 'Node verbosity.'),
  virtAPI: int32('Virt api.'),
  virtController: int32('Virt controller.'),
  virtHandler: int32('Virt handler.'),
  virtLauncher: int32('Virt launcher.'),
  virtOperator: int32('Virt operator.'),
  virtSynchronizationController: int32('Virt synchronization controller.'),
});
export interface LogVerbosity extends Infer<typeof LogVerbosity> {}

export const DeveloperConfiguration = object('Developer configuration.', {
  clusterProfiler: boolean('Cluster profiler.'),
  cpuAllocationRatio: int32('Cpu allocation ratio.'),
  disabledFeatureGates: atomicList(string(), 'Disabled feature gates.'),
  diskVerification: ref<DiskVerification>(DiskVerification, 'Disk verification.'),
  featureGates: atomicList(string(), 'Feature gates.'),
  logVerbosity: ref<LogVerbosity>(LogVerbosity, 'Log verbosity.'),
  memoryOvercommit: int32('Memory overcommit.'),
  minimumClusterTSCFrequency: int64('Minimum cluster tscfrequency.'),
  minimumReservePVCBytes: int64('Minimum reserve pvcbytes.'),
  nodeSelectors: map(string(), 'Node selectors.'),
  pvcTolerateLessSpaceUpToPercent: int32('Pvc tolerate less space up to percent.'),
  useEmulation: boolean('Use emulation.'),
});
export interface DeveloperConfiguration extends Infer<typeof DeveloperConfiguration> {}
