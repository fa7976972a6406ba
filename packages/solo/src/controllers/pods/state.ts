// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod } from '@kubevirt-ts/kube';

/** A condition of a pod. */
export type PodCondition = NonNullable<NonNullable<Pod['status']>['conditions']>[number];

/** The condition of that type, if the pod has it. */
export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === type);
}

/** Whether a pod has ended for good. */
export function isTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** Whether a pod is being deleted. */
export function isTerminating(pod: Pod): boolean {
  return pod.metadata?.deletionTimestamp !== undefined && pod.metadata.deletionTimestamp !== null;
}

/** Whether a pod counts for who owns it: neither ended nor going. */
export function isActive(pod: Pod): boolean {
  return !isTerminal(pod) && !isTerminating(pod);
}

/** Whether a pod is ready. */
export function isReady(pod: Pod): boolean {
  return podCondition(pod, 'Ready')?.status === 'True';
}

/** Since when a pod is ready, in ms since the epoch; undefined when it is not. */
export function readySinceMs(pod: Pod): number | undefined {
  const condition = podCondition(pod, 'Ready');
  if (condition?.status !== 'True' || !condition.lastTransitionTime) return undefined;
  return Date.parse(condition.lastTransitionTime);
}

/** How long until a pod was ready for so many seconds: 0 when it was, undefined when it is not ready. */
export function availableInMs(pod: Pod, minReadySeconds: number, now: Date): number | undefined {
  if (!isReady(pod)) return undefined;
  if (minReadySeconds === 0) return 0;
  const sinceMs = readySinceMs(pod);
  return sinceMs === undefined ? undefined : Math.max(0, sinceMs + minReadySeconds * 1000 - now.getTime());
}

/** Whether a pod was ready for so many seconds. */
export function isAvailable(pod: Pod, minReadySeconds: number, now: Date): boolean {
  return availableInMs(pod, minReadySeconds, now) === 0;
}

/** When an object was created, in ms since the epoch. */
export function createdMs(object: { metadata?: { creationTimestamp?: string } }): number {
  return Date.parse(object.metadata?.creationTimestamp ?? '') || 0;
}

/** Orders the oldest first, by name when of the same second. */
export function byAge(a: AgedObject, b: AgedObject): number {
  return createdMs(a) - createdMs(b) || ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1);
}

interface AgedObject {
  metadata?: { creationTimestamp?: string; name?: string };
}
