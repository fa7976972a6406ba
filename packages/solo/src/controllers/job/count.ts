// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Job, Pod } from '@kubevirt-ts/kube';
import { isTerminal, isTerminating } from '../pods/state.ts';
import { judge } from './failure-policy.ts';
import { formatIndexes, parseIndexes } from './indexes.ts';
import { indexOfPod, isIndexed, isTracked } from './job-pod.ts';

/** The status of a Job. */
export type JobStatus = NonNullable<Job['status']>;

/** The uids of pods that ended and are kept until they were counted. */
interface Uncounted {
  succeeded: string[];
  failed: string[];
}

/** How far a Job is: what was counted before, what is being counted, and what ended since. */
export interface Tally {
  succeeded: number;
  failed: number;
  completed: Set<number>;
  uncounted: Uncounted;
  /** Pods that ended since the last count, as far as they count. */
  newlySucceeded: Pod[];
  newlyFailed: Pod[];
  /** Tracked pods that need not be kept any longer once all this is written. */
  release: Pod[];
}

/** Completions an indexed Job has; unbounded for others. */
export function completionsOf(job: Job): number {
  return job.spec?.completions ?? Number.MAX_SAFE_INTEGER;
}

/** Whether a Job makes a new pod only for one that has really failed. */
export function replacesFailedOnly(job: Job): boolean {
  return job.spec?.podReplacementPolicy === 'Failed' || job.spec?.podFailurePolicy !== undefined;
}

/** Whether a pod counts as failed: one that is being deleted does, unless it is to be waited for. */
function hasFailed(job: Job, pod: Pod): boolean {
  if (pod.status?.phase === 'Failed') return true;
  if (replacesFailedOnly(job)) return isTerminating(pod) && pod.status?.phase === 'Pending' && !pod.spec?.nodeName;
  return isTerminating(pod) && pod.status?.phase !== 'Succeeded';
}

/** Counts a Job's pods, but for those that are counted although the cache does not show it yet. What was written down as being counted is done with when its pod is gone or let go of. */
export function tally(job: Job, pods: readonly Pod[], isCounted: (pod: Pod) => boolean = () => false): Tally {
  const status = job.status ?? {};
  const open = pods.filter((pod) => isTracked(pod) && !isCounted(pod));
  const tracked = new Map(open.map((pod) => [pod.metadata?.uid ?? '', pod]));
  const written = status.uncountedTerminatedPods;
  const left = (uids: readonly string[] = []) => uids.filter((uid) => tracked.has(uid));
  const uncounted = { succeeded: left(written?.succeeded), failed: left(written?.failed) };
  const doneOf = (kind: keyof Uncounted) => (written?.[kind]?.length ?? 0) - uncounted[kind].length;
  const completed = new Set(isIndexed(job) ? parseIndexes(status.completedIndexes, completionsOf(job)) : []);
  const found: Tally = {
    succeeded: isIndexed(job) ? completed.size : (status.succeeded ?? 0) + doneOf('succeeded'),
    failed: (status.failed ?? 0) + doneOf('failed'),
    completed,
    uncounted,
    newlySucceeded: [],
    newlyFailed: [],
    release: [],
  };
  const known = new Set([...uncounted.succeeded, ...uncounted.failed]);
  for (const [uid, pod] of tracked) {
    const isOver = isTerminal(pod) || hasFailed(job, pod);
    if (isOver) found.release.push(pod);
    if (isOver && !known.has(uid)) count(job, pod, found);
  }
  if (isIndexed(job)) found.succeeded = completed.size;
  else found.succeeded += uncounted.succeeded.length;
  found.failed += uncounted.failed.length;
  return found;
}

function count(job: Job, pod: Pod, found: Tally): void {
  const uid = pod.metadata?.uid ?? '';
  const index = indexOfPod(pod);
  const isMeant = !isIndexed(job) || (index !== undefined && index < completionsOf(job));
  if (!isMeant) return;
  if (pod.status?.phase === 'Succeeded') {
    if (index !== undefined && isIndexed(job)) {
      if (!found.completed.has(index)) found.newlySucceeded.push(pod);
      found.completed.add(index);
    } else {
      found.uncounted.succeeded.push(uid);
      found.newlySucceeded.push(pod);
    }
    return;
  }
  const verdict = judge(job, pod);
  if (verdict && 'ignore' in verdict) return;
  found.uncounted.failed.push(uid);
  found.newlyFailed.push(pod);
}

/** The numbers as they are written: what is still being counted is told by uid, not in the sums. */
export function countedStatus(job: Job, found: Tally): Partial<JobStatus> {
  const { uncounted } = found;
  const succeeded = isIndexed(job) ? found.completed.size : found.succeeded - uncounted.succeeded.length;
  const failed = found.failed - uncounted.failed.length;
  return {
    succeeded: succeeded || undefined,
    failed: failed || undefined,
    completedIndexes: isIndexed(job) ? formatIndexes(found.completed) || undefined : undefined,
    uncountedTerminatedPods: {
      ...(uncounted.succeeded.length > 0 && { succeeded: uncounted.succeeded }),
      ...(uncounted.failed.length > 0 && { failed: uncounted.failed }),
    },
  };
}
