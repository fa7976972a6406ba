// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Controller,
  controller,
  isNotFound,
  keyOf,
  type Pod,
  type Reconcile,
  resources,
  type Source,
  splitKey,
  wireTime,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { createdMs, isTerminal, isTerminating } from '../pods/state.ts';

/** How often pods are looked through. @upstream pod-gc's 20 s */
const everyMs = 20_000;
/** A node has to be away for so long before its pods go. @upstream quarantineTime */
const quarantineMs = 40_000;
/** Ended pods beyond these are removed, the oldest first. @upstream terminated-pod-gc-threshold */
const mostTerminated = 12_500;
const outOfService = 'node.kubernetes.io/out-of-service';

/** What pod garbage collection goes by. */
export interface PodGcWorld {
  pods: readonly Pod[];
  hasNode: (name: string) => boolean;
  /** Nodes that are down for good, as somebody said by a taint. */
  isOutOfService: (name: string) => boolean;
  /** Since when nodes that pods name were found missing, in ms since the epoch; kept up to date. */
  missingSinceMs: Map<string, number>;
  now: Date;
}

/** A pod to be removed, and why. */
export interface Removal {
  pod: Pod;
  /** What is said on it first, when it was not over yet. */
  message?: string;
}

/** Pods that no kubelet will remove: of nodes that are gone, being deleted without ever having had one, or too many ended ones. */
export function removals({ pods, hasNode, isOutOfService, missingSinceMs, now }: PodGcWorld): Removal[] {
  const missing = new Set(
    pods.flatMap(({ spec }) => (spec?.nodeName && !hasNode(spec.nodeName) ? [spec.nodeName] : [])),
  );
  for (const name of missingSinceMs.keys()) if (!missing.has(name)) missingSinceMs.delete(name);
  for (const name of missing) if (!missingSinceMs.has(name)) missingSinceMs.set(name, now.getTime());
  const isGone = (name: string) => now.getTime() - (missingSinceMs.get(name) ?? now.getTime()) >= quarantineMs;

  const found: Removal[] = [];
  for (const pod of pods) {
    const node = pod.spec?.nodeName;
    if (node && missing.has(node)) {
      if (isGone(node)) found.push({ pod, message: 'PodGC: node no longer exists' });
    } else if (!node && isTerminating(pod)) found.push({ pod });
    else if (node && isTerminating(pod) && isOutOfService(node)) found.push({ pod });
  }
  const ended = pods.filter((pod) => isTerminal(pod) && !found.some((removal) => removal.pod === pod));
  const surplus = ended.length - mostTerminated;
  if (surplus <= 0) return found;
  const oldest = [...ended].sort((a, b) => createdMs(a) - createdMs(b)).slice(0, surplus);
  return [...found, ...oldest.map((pod) => ({ pod }))];
}

const key = 'pods';

/** Looks through all pods from time to time; removes those that nobody else will. @upstream kube-controller-manager's pod-gc */
export function podGcController(c: SoloContext): Controller {
  const pods = c.cache(resources.pods);
  const nodes = c.cache(resources.nodes);
  const missingSinceMs = new Map<string, number>();

  const reconcile: Reconcile = async () => {
    const hasTaint = (name: string) =>
      nodes.get(name)?.spec?.taints?.some((taint) => taint.key === outOfService) === true;
    const world = { pods: pods.list(), hasNode: (name: string) => nodes.get(name) !== undefined, missingSinceMs };
    for (const removal of removals({ ...world, isOutOfService: hasTaint, now: c.now() })) await remove(c, removal);
    return { afterMs: everyMs };
  };
  const always: Source = {
    synced: async () => void (await Promise.all([pods.synced(), nodes.synced()])),
    subscribe: (enqueue) => enqueue(key),
  };
  return controller({ name: 'pod-gc', logger: c.logger, signal: c.signal, reconcile, sources: [always] });
}

async function remove(c: SoloContext, { pod, message }: Removal): Promise<void> {
  const ref = splitKey(keyOf(pod));
  const { uid } = pod.metadata ?? {};
  try {
    if (message && !isTerminal(pod)) {
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByPodGC',
        message,
        lastProbeTime: null,
        lastTransitionTime: wireTime(c.now()),
      };
      const others = pod.status?.conditions?.filter(({ type }) => type !== condition.type) ?? [];
      const status = { phase: 'Failed', conditions: [...others, condition] };
      await c.client.patch(
        resources.pods,
        ref,
        { type: 'merge', body: { metadata: { uid }, status } },
        { subresource: 'status' },
      );
    }
    await c.client.delete(resources.pods, ref, { gracePeriodSeconds: 0, preconditions: { uid } });
  } catch (error) {
    if (!isNotFound(error)) c.logger.warn({ err: error, pod: keyOf(pod) }, 'a pod could not be removed');
  }
}
