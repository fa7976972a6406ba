// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Binding,
  findCondition,
  isConflict,
  isNotFound,
  keyOf,
  type Pod,
  resources,
  splitKey,
  wireTime,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../context.ts';

/** Puts a pod on a node. */
export async function bind(c: SoloContext, pod: Pod, node: string): Promise<void> {
  const { name, namespace, uid } = pod.metadata ?? {};
  const binding: Binding = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace, uid },
    target: { kind: 'Node', name: node },
  };
  await c.client.create(resources.bindings, binding, { subresource: 'binding' });
  c.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`);
}

/** Says on a pod why it has no node, and which node is being cleared for it. */
export async function tellUnschedulable(c: SoloContext, pod: Pod, message: string, nominated?: string): Promise<void> {
  c.event(pod, 'Warning', 'FailedScheduling', message);
  const conditions = pod.status?.conditions ?? [];
  const old = findCondition(conditions, 'PodScheduled');
  const isSaid = old?.status === 'False' && old.reason === 'Unschedulable' && old.message === message;
  if (isSaid && nominated === pod.status?.nominatedNodeName) return;
  const time = wireTime(c.now());
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastProbeTime: null,
    lastTransitionTime: old?.status === 'False' ? old.lastTransitionTime : time,
  };
  const status = {
    conditions: [...conditions.filter((other) => other !== old), condition],
    nominatedNodeName: nominated ?? null,
  };
  await patchStatus(c, pod, status);
}

/** Drives a pod out of its node for a more important one. */
export async function evict(c: SoloContext, victim: Pod, preemptor: Pod): Promise<void> {
  if (victim.metadata?.deletionTimestamp) return;
  const conditions = victim.status?.conditions ?? [];
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: 'default-scheduler: preempting to accommodate a higher priority pod',
    lastProbeTime: null,
    lastTransitionTime: wireTime(c.now()),
  };
  const others = conditions.filter(({ type }) => type !== condition.type);
  await patchStatus(c, victim, { conditions: [...others, condition] });
  await c.client.delete(resources.pods, splitKey(keyOf(victim)), { preconditions: { uid: victim.metadata?.uid } });
  const node = victim.spec?.nodeName;
  c.event(victim, 'Normal', 'Preempted', `Preempted by pod ${preemptor.metadata?.uid} on node ${node}`);
}

async function patchStatus(c: SoloContext, pod: Pod, status: object): Promise<void> {
  const { uid, resourceVersion } = pod.metadata ?? {};
  const body = { metadata: { uid, resourceVersion }, status };
  try {
    await c.client.patch(resources.pods, splitKey(keyOf(pod)), { type: 'merge', body }, { subresource: 'status' });
  } catch (error) {
    // Someone else changed or removed the pod, which is looked at again for that.
    if (!isConflict(error) && !isNotFound(error)) throw error;
  }
}
