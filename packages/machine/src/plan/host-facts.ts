// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { LauncherConfig } from '../launcher-config.ts';
import type { DiskFacts } from './planned-disk.ts';

/** All that a plan needs besides the VMI: the cluster's wishes, and what the launcher found and prepared. */
export interface HostFacts {
  config: LauncherConfig;
  /** By volume name. */
  disks: Readonly<Record<string, DiskFacts>>;
  /** Of the QEMU that will run the guest: major and minor. */
  qemuVersion: readonly [number, number];
  /** The time at which the guest starts, for a clock with an offset. */
  now: string;
}
