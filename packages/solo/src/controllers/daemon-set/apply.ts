// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { backoffMs, type DaemonSet, keyOf, type Pod, resources, splitKey } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import type { PodControl } from '../pods/control.ts';
import { daemonPod, nodeOf } from './daemon-pod.ts';
import { type DaemonSetWorld, type Step, statusOf } from './decide.ts';
import { type History, isSameStatus, surplus } from './revisions.ts';

const failedBackoff = { baseMs: 1000, capMs: 15 * 60_000 };
const forgetFactor = 2;

/** Pods that fail on a node are replaced there later and later. */
export class FailedPods {
  readonly #failures = new Map<string, { attempts: number; atMs: number }>();

  /** How long a failed pod has to stay; 0 when it may be replaced, which then counts. */
  waitMs(daemonSet: DaemonSet, pod: Pod, now: Date): number {
    const key = `${daemonSet.metadata?.uid}/${nodeOf(pod)}`;
    const nowMs = now.getTime();
    const known = this.#failures.get(key);
    const waitMs = known ? backoffMs(failedBackoff, known.attempts - 1) : 0;
    const sinceMs = known ? nowMs - known.atMs : 0;
    if (known && sinceMs < waitMs) return waitMs - sinceMs;
    const isOld = known && sinceMs > forgetFactor * failedBackoff.capMs;
    this.#failures.set(key, { attempts: known && !isOld ? known.attempts + 1 : 1, atMs: nowMs });
    return 0;
  }
}

/** Makes and removes pods; gives how long pods that failed too often have to wait. */
export async function take(
  c: SoloContext,
  o: { control: PodControl; failed: FailedPods },
  { daemonSet, revision, now }: DaemonSetWorld,
  step: Step,
): Promise<number | undefined> {
  const waits = new Map<Pod, number>();
  for (const pod of step.ended) {
    const isFailed = pod.status?.phase === 'Failed';
    const waitMs = isFailed ? o.failed.waitMs(daemonSet, pod, now) : 0;
    if (waitMs > 0) waits.set(pod, waitMs);
    else tellEnded(c, daemonSet, pod, isFailed);
  }
  const gone = step.delete.filter((pod) => !waits.has(pod));
  const made = step.create.map((node) => daemonPod(daemonSet, node, revision));
  const outcomes = [
    made.length > 0 ? await o.control.create(daemonSet, made) : undefined,
    gone.length > 0 ? await o.control.delete(daemonSet, gone) : undefined,
  ];
  const error = outcomes.find((outcome) => outcome?.error)?.error;
  if (error) throw error;
  return waits.size > 0 ? Math.min(...waits.values()) : undefined;
}

function tellEnded(c: SoloContext, daemonSet: DaemonSet, pod: Pod, isFailed: boolean): void {
  const what = `${isFailed ? 'failed' : 'succeeded'} daemon pod ${keyOf(pod)} on node ${nodeOf(pod)}`;
  if (isFailed) c.event(daemonSet, 'Warning', 'FailedDaemonPod', `Found ${what}, will try to kill it`);
  else c.event(daemonSet, 'Normal', 'SucceededDaemonPod', `Found ${what}, will try to delete it`);
}

/** Removes revisions that nobody goes back to any more. */
export async function cleanRevisions(
  c: SoloContext,
  { daemonSet, pods }: DaemonSetWorld,
  { old }: History,
): Promise<void> {
  for (const revision of surplus(daemonSet, old, pods)) {
    await c.client.delete(resources.controllerRevisions, splitKey(keyOf(revision)));
  }
}

/** Writes what a DaemonSet says of its nodes, when it says something new. */
export async function writeStatus(c: SoloContext, world: DaemonSetWorld): Promise<void> {
  const status = statusOf(world);
  if (isSameStatus(world.daemonSet.status, status)) return;
  await c.client.update(resources.daemonSets, { ...world.daemonSet, status }, { subresource: 'status' });
}
