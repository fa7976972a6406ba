// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { controllerReference, type Deployment, type PodTemplateSpec, type ReplicaSet } from '@kubevirt-ts/kube';
import { byAge } from '../pods/state.ts';
import { canonical, templateHash } from '../template-hash.ts';
import { annotations, copiedAnnotations, sizeAnnotations } from './annotations.ts';

/** The label that keeps the pods of a Deployment's ReplicaSets apart. */
const hashLabel = 'pod-template-hash';

/** Pods a ReplicaSet is asked to have. */
export function sizeOf(replicaSet: ReplicaSet): number {
  return replicaSet.spec?.replicas ?? 1;
}

/** The sum of a number over ReplicaSets. */
export function sum(replicaSets: readonly ReplicaSet[], number: (replicaSet: ReplicaSet) => number): number {
  return replicaSets.reduce((total, replicaSet) => total + number(replicaSet), 0);
}

/** Whether a ReplicaSet's pods are those a Deployment asks for now. */
export function isOfTemplate(template: PodTemplateSpec | undefined, replicaSet: ReplicaSet): boolean {
  return canonical(withoutHash(template)) === canonical(withoutHash(replicaSet.spec?.template));
}

function withoutHash(template: PodTemplateSpec | undefined): unknown {
  const { [hashLabel]: _hash, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels, creationTimestamp: undefined } };
}

/** The oldest ReplicaSet with the Deployment's template, and all others. */
export function split(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
): { current: ReplicaSet | undefined; old: ReplicaSet[] } {
  const sorted = [...replicaSets].sort(byAge);
  const current = sorted.find((replicaSet) => isOfTemplate(deployment.spec?.template, replicaSet));
  return { current, old: sorted.filter((replicaSet) => replicaSet !== current) };
}

/** A ReplicaSet for the Deployment's template. */
export function newReplicaSet(deployment: Deployment, revision: number, replicas: number): ReplicaSet {
  const { name = '', namespace } = deployment.metadata ?? {};
  const { template, selector, minReadySeconds } = deployment.spec ?? {};
  const hash = templateHash(template, deployment.status?.collisionCount);
  const labels = { ...template?.metadata?.labels, [hashLabel]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: {
        ...copiedAnnotations(deployment),
        ...sizeAnnotations(deployment),
        [annotations.revision]: String(revision),
      },
      ownerReferences: [controllerReference({ ...deployment, apiVersion: 'apps/v1', kind: 'Deployment' })],
    },
    spec: {
      replicas,
      ...(minReadySeconds && { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template?.metadata, labels } },
    },
  };
}
