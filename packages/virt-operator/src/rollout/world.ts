// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt } from '@kubevirt-ts/api';
import type { KubeObject, Node, Pod } from '@kubevirt-ts/kube';
import type { Component, WorkloadFacts } from '@kubevirt-ts/rules/rollout';
import type { CertificateDecision } from '../certificates/decide.ts';
import type { DeploymentConfig } from '../strategy/deployment.ts';
import type { ClusterFeatures, Strategy } from '../strategy/strategy.ts';

/** Everything one look at the cluster found; what is decided is decided from this alone. */
export interface World {
  kubevirt: KubeVirt;
  deployment: DeploymentConfig;
  features: ClusterFeatures;
  strategy: Strategy;
  certificates: CertificateDecision;
  workloads: ReadonlyMap<Component, WorkloadFacts>;
  /** Pods of the operator's workloads. */
  pods: readonly Pod[];
  nodes: readonly Node[];
  /** Names of the nodes that are NotReady: what runs there can neither be replaced nor waited for. */
  lostNodes: ReadonlySet<string>;
  /** The live object of the same kind and name as a desired one. */
  live(object: KubeObject): KubeObject | undefined;
  /** Every managed object of a kind. */
  listed(kind: string): readonly KubeObject[];
  /** The kinds the operator manages, in the order in which they are taken away. */
  kinds: readonly string[];
  /** Whether an object is not as desired. */
  isWrong(object: KubeObject): boolean;
}

/** One write. */
export type Action =
  | { do: 'put'; object: KubeObject }
  | { do: 'delete'; object: KubeObject }
  /** Makes a new authority and keeps it in its secret. */
  | { do: 'authority' }
  /** Issues a leaf and keeps it in its secret. */
  | { do: 'issue'; secret: string };
