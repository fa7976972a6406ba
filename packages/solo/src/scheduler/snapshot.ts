// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '@kubevirt-ts/kube';
import type { NodeInfo } from './node-info.ts';

/** What pods are placed by: the nodes with their pods, volumes, namespaces' labels. */
export interface Snapshot {
  readonly nodes: readonly NodeInfo[];
  readonly volumes: Volumes;
  /** The labels of a namespace. */
  readonly namespaceLabels: (namespace: string) => Readonly<Record<string, string>>;
}

/** Where volumes and the claims on them are looked up. */
export interface Volumes {
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  /** Volumes that no claim has taken. */
  available(): readonly PersistentVolume[];
  storageClass(name: string): StorageClass | undefined;
}

/** Why a pod cannot be on a node. */
export interface Refusal {
  reasons: readonly string[];
  /** Whether it would be no different with other pods gone from the node. */
  isFinal: boolean;
}

/** Says of a node whether a pod can be on it; made for one pod in one snapshot. */
export type NodeCheck = (node: NodeInfo) => Refusal | undefined;

/** Looks at a pod in a snapshot: checks nodes for it, or refuses it everywhere, or has nothing against any node. */
export type Filter = (pod: NodeInfo['pods'][number], snapshot: Snapshot) => NodeCheck | { refused: string } | undefined;
