// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import type { PersistentVolumeClaim } from '@kubevirt-ts/kube';
import type { ClusterConfig } from '@kubevirt-ts/rules/config';

/** The version of the Kubernetes API server, as far as the pod's shape depends on it. */
export interface ServerVersion {
  major: number;
  minor: number;
}

/** All that a launcher pod is made from. */
export interface LauncherPodInput {
  vmi: VirtualMachineInstance;
  config: ClusterConfig;
  launcherImage: string;
  serverVersion: ServerVersion;
  /** The claims that the VMI's volumes name, by claim name: they tell block from file system, and sizes. */
  claims?: ReadonlyMap<string, PersistentVolumeClaim>;
}

/** The server version from the strings of `/version`; providers append to minor, as in `27+`. */
export function parseServerVersion(info: { major: string; minor: string }): ServerVersion {
  return { major: Number.parseInt(info.major, 10), minor: Number.parseInt(info.minor, 10) };
}

/** Whether the API server is of a version or newer. */
export function isAtLeast({ major, minor }: ServerVersion, wanted: ServerVersion): boolean {
  return major > wanted.major || (major === wanted.major && minor >= wanted.minor);
}
