// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Component } from './order.ts';

/** A pod of one of the operator's workloads, as far as a rollout cares. */
export interface PodFacts {
  name: string;
  node?: string;
  /** Carries the version, registry and identifier that are being rolled out. */
  upToDate: boolean;
  ready: boolean;
  /** Being deleted; such a pod may still work off what it has begun. */
  leaving: boolean;
}

/** A Deployment or DaemonSet with its pods, as far as a rollout cares. */
export interface WorkloadFacts {
  name: Component;
  kind: 'Deployment' | 'DaemonSet';
  /** How many pods there shall be, or nothing while its controller has not said. */
  desired?: number;
  /** Pods of the current template that its controller counts as available. */
  available: number;
  /** Whether the controller has seen the newest template and made every pod from it. */
  settled: boolean;
  pods: readonly PodFacts[];
}

const listed = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

/** Pods that are not of the wanted version and run on a node that can still be talked to. */
export const outdatedPods = (workload: WorkloadFacts, lostNodes: ReadonlySet<string>): readonly PodFacts[] =>
  workload.pods.filter((pod) => !pod.upToDate && !(pod.node !== undefined && lostNodes.has(pod.node)));

const excused = (workload: WorkloadFacts, lostNodes: ReadonlySet<string>): number =>
  workload.kind === 'DaemonSet'
    ? workload.pods.filter((pod) => pod.node !== undefined && lostNodes.has(pod.node) && !pod.ready).length
    : 0;

/**
 * What a workload still waits for until every one of its pods is the wanted one and ready; nothing when it is rolled over.
 * @differs counts the pods of the current template instead of comparing annotations only, so a change that leaves the
 *   identifier alone (a patch, a placement) is waited for as well; a node that is NotReady is not waited for
 */
export const rolloutWait = (
  workload: WorkloadFacts | undefined,
  name: Component,
  lostNodes: ReadonlySet<string>,
): string | undefined => {
  if (!workload || workload.desired === undefined) return `${name} to be taken up by its controller`;
  const unit = workload.kind === 'DaemonSet' ? 'nodes' : 'pods';
  if (workload.desired === 0) return `a node that ${name} may run on`;
  const expected = workload.desired - excused(workload, lostNodes);
  const outdated = outdatedPods(workload, lostNodes);
  const arriving = workload.pods.filter((pod) => pod.upToDate && !pod.ready && !pod.leaving);
  const places = (pods: readonly PodFacts[]): string =>
    listed(pods.map((pod) => (workload.kind === 'DaemonSet' ? (pod.node ?? pod.name) : pod.name)).sort());
  if (workload.available < expected || !workload.settled) {
    const still = arriving.length > 0 ? `, waiting for ${places(arriving)}` : '';
    return `${name}: ${Math.min(workload.available, expected)} of ${expected} ${unit} up to date and ready${still}`;
  }
  if (outdated.length > 0) return `${name}: the old pods to end (${places(outdated)})`;
  return undefined;
};

/**
 * Whether a workload does its work, judged as mildly as KubeVirt does for a Deployment: one ready pod is enough.
 * @upstream a DaemonSet must be ready on every node
 * @differs except on nodes that are themselves NotReady
 */
export const isReady = (workload: WorkloadFacts | undefined, lostNodes: ReadonlySet<string>): boolean => {
  if (!workload?.desired) return false;
  if (outdatedPods(workload, lostNodes).some((pod) => !pod.leaving)) return false;
  const ready = workload.pods.filter((pod) => pod.ready && pod.upToDate).length;
  if (workload.kind === 'Deployment') return ready > 0;
  return ready + excused(workload, lostNodes) >= workload.desired;
};
