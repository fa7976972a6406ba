// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { labels } from '@kubevirt-ts/api';
import type { DaemonSet, Deployment, KubeObject, Node, Pod } from '@kubevirt-ts/kube';
import type { Component, PodFacts, WorkloadFacts } from '@kubevirt-ts/rules/rollout';
import type { DeploymentConfig } from '../strategy/deployment.ts';
import { isStampedFor } from '../strategy/stamp.ts';

/** Whether a pod still runs something or is about to. */
const isAlive = (pod: Pod): boolean => pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

/** What a rollout needs to know of a pod. */
export const podFacts = (pod: Pod, deployment: DeploymentConfig): PodFacts => ({
  name: pod.metadata?.name ?? '',
  node: pod.spec?.nodeName,
  upToDate: isStampedFor(pod, deployment),
  ready: pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
  leaving: pod.metadata?.deletionTimestamp !== undefined,
});

const hasSeen = (workload: Deployment | DaemonSet): boolean =>
  (workload.status?.observedGeneration ?? 0) >= (workload.metadata?.generation ?? 0);

/** What a rollout needs to know of a workload; nothing while it does not exist. */
export const workloadFacts = (
  name: Component,
  live: KubeObject | undefined,
  { pods, deployment, lost }: { pods: readonly Pod[]; deployment: DeploymentConfig; lost: ReadonlySet<string> },
): WorkloadFacts | undefined => {
  if (!live) return undefined;
  const own = pods.filter((pod) => pod.metadata?.labels?.[labels.appLabel] === name && isAlive(pod));
  const facts = own.map((pod) => podFacts(pod, deployment));
  const available = facts.filter((pod) => pod.upToDate && pod.ready && !pod.leaving).length;
  if (live.kind === 'DaemonSet') {
    const { status } = live as DaemonSet;
    const desired = hasSeen(live as DaemonSet) ? status?.desiredNumberScheduled : undefined;
    const stuck = facts.filter((pod) => !pod.upToDate && lost.has(pod.node ?? '')).length;
    const settled = desired !== undefined && (status?.updatedNumberScheduled ?? 0) + stuck >= desired;
    return { name, kind: 'DaemonSet', desired, available, settled, pods: facts };
  }
  const { spec, status } = live as Deployment;
  const seen = hasSeen(live as Deployment);
  const desired = spec?.replicas ?? 1;
  const settled = seen && (status?.updatedReplicas ?? 0) === desired && (status?.replicas ?? 0) === desired;
  return { name, kind: 'Deployment', desired: seen ? desired : undefined, available, settled, pods: facts };
};

/** Names of the nodes that are NotReady. */
export const lostNodes = (nodes: readonly Node[]): ReadonlySet<string> =>
  new Set(
    nodes
      .filter((node) => !node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'))
      .map((node) => node.metadata?.name ?? ''),
  );
