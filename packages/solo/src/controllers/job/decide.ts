// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { findCondition, type Job, type Pod, wireTime } from '@kubevirt-ts/kube';
import { inDeletionOrder } from '../pods/rank.ts';
import { isActive, isReady, isTerminal, isTerminating } from '../pods/state.ts';
import { completionsOf, countedStatus, type JobStatus, replacesFailedOnly, type Tally } from './count.ts';
import { judge } from './failure-policy.ts';
import { indexOfPod, isIndexed } from './job-pod.ts';

/** A condition of a Job. */
export type JobCondition = NonNullable<JobStatus['conditions']>[number];

/** What is known when a Job is worked on. */
export interface JobWorld {
  job: Job;
  /** All pods it controls. */
  pods: readonly Pod[];
  tally: Tally;
  /** Whether the cache shows all that was done before. */
  isSettled: boolean;
  /** How long it has to wait since its last failure. */
  retryInMs: number;
  now: Date;
}

/** How a Job ends. */
export interface End {
  type: 'Complete' | 'Failed';
  reason: string;
  message: string;
}

/** What is to be done with a Job's pods, and what it says of itself while that is done. */
export interface Plan {
  /** Completion indexes of pods to make; undefined for each pod of a Job that is not indexed. */
  create: (number | undefined)[];
  delete: Pod[];
  status: JobStatus;
  /** The condition it ends with when nothing of it is left to count. */
  end?: End;
  event?: { type: 'Normal' | 'Warning'; reason: string; message: string };
  afterMs?: number;
}

/** No more pods than this are made or removed at once. */
const burst = 500;

/** Whether a Job is over, and with which condition. */
export function endOf(job: Job): JobCondition | undefined {
  return job.status?.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
}

/** The next step of a Job that is not over. */
export function decide(world: JobWorld): Plan {
  const { job, pods, tally, now } = world;
  const active = pods.filter((pod) => isActive(pod));
  const isSuspended = job.spec?.suspend === true;
  const started = startedAt(job, now);
  const status: JobStatus = { ...job.status, ...countedStatus(job, tally), startTime: started };
  const plan: Plan = { create: [], delete: [], status };
  plan.end = failureOf(world, active, started);
  if (plan.end) plan.delete = active;
  else if (world.isSettled && !job.metadata?.deletionTimestamp) manage(world, active, plan);
  if (!plan.end && isDone(job, tally, active.length + plan.create.length)) {
    plan.end = { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
    plan.create = [];
    plan.delete = active;
  }
  if (plan.end) {
    const type = plan.end.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
    status.conditions = withJobCondition(status.conditions, { ...plan.end, type, status: 'True' }, now);
  } else setSuspended(plan, job, isSuspended, now);
  const going = pods.filter((pod) => isTerminating(pod) && !isTerminal(pod)).length;
  status.active = active.length - plan.delete.length || undefined;
  status.ready = active.filter((pod) => isReady(pod) && !plan.delete.includes(pod)).length;
  status.terminating = going + plan.delete.length;
  const deadlineMs = deadlineInMs(job, started, now);
  if (!plan.end && deadlineMs !== undefined) plan.afterMs = Math.min(plan.afterMs ?? deadlineMs, deadlineMs);
  return plan;
}

function startedAt(job: Job, now: Date): string | undefined {
  if (job.spec?.suspend) return job.status?.startTime;
  const wasSuspended = findCondition(job.status?.conditions, 'Suspended')?.status === 'True';
  return (wasSuspended ? undefined : job.status?.startTime) ?? wireTime(now);
}

function deadlineInMs(job: Job, started: string | undefined, now: Date): number | undefined {
  const seconds = job.spec?.activeDeadlineSeconds;
  if (seconds === undefined || seconds === null || !started || job.spec?.suspend) return undefined;
  return Math.max(0, Date.parse(started) + seconds * 1000 - now.getTime());
}

function failureOf(
  { job, tally, now }: JobWorld,
  active: readonly Pod[],
  started: string | undefined,
): End | undefined {
  const failed = (reason: string, message: string): End | undefined => ({ type: 'Failed', reason, message });
  const target = findCondition(job.status?.conditions, 'FailureTarget');
  if (target?.status === 'True') return failed(target.reason ?? '', target.message ?? '');
  for (const pod of tally.newlyFailed) {
    const verdict = judge(job, pod);
    if (verdict && 'fail' in verdict) return failed('PodFailurePolicy', verdict.fail);
  }
  const limit = job.spec?.backoffLimit ?? 6;
  if (tally.failed > limit || hasRestartedTooOften(job, active, limit)) {
    return failed('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  if (deadlineInMs(job, started, now) === 0) {
    return failed('DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  return undefined;
}

function hasRestartedTooOften(job: Job, active: readonly Pod[], limit: number): boolean {
  if (job.spec?.template?.spec?.restartPolicy !== 'OnFailure') return false;
  const restarts = active.reduce((sum, { status }) => {
    const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
    return sum + all.reduce((more, { restartCount }) => more + restartCount, 0);
  }, 0);
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

function isDone(job: Job, tally: Tally, active: number): boolean {
  if (findCondition(job.status?.conditions, 'SuccessCriteriaMet')?.status === 'True') return true;
  const { completions } = job.spec ?? {};
  if (completions === undefined || completions === null) return tally.succeeded > 0 && active === 0;
  return tally.succeeded >= completions;
}

/** Decides on pods to make or to remove, never both at once. */
function manage({ job, pods, tally, retryInMs, now }: JobWorld, active: readonly Pod[], plan: Plan): void {
  if (job.spec?.suspend) {
    plan.delete = [...active];
    return;
  }
  const parallelism = job.spec?.parallelism ?? 1;
  const { completions } = job.spec ?? {};
  const isOpen = completions === undefined || completions === null;
  const wanted = isOpen
    ? tally.succeeded > 0
      ? active.length
      : parallelism
    : Math.max(0, Math.min(parallelism, completions - tally.succeeded));
  plan.delete = surplus(job, active, { wanted, completed: tally.completed, now }).slice(0, burst);
  if (plan.delete.length > 0) return;
  const going = replacesFailedOnly(job) ? pods.filter((pod) => isTerminating(pod) && !isTerminal(pod)).length : 0;
  const missing = Math.min(burst, wanted - going - active.length);
  if (missing <= 0) return;
  if (retryInMs > 0) {
    plan.afterMs = retryInMs;
    return;
  }
  plan.create = isIndexed(job) ? freeIndexes(job, pods, tally.completed, missing) : new Array(missing).fill(undefined);
}

function surplus(
  job: Job,
  active: readonly Pod[],
  { wanted, completed, now }: { wanted: number; completed: ReadonlySet<number>; now: Date },
): Pod[] {
  const order = inDeletionOrder(active, new Map(), now);
  const gone: Pod[] = [];
  if (isIndexed(job)) {
    const seen = new Set<number>();
    for (const pod of [...order].reverse()) {
      const index = indexOfPod(pod);
      const isNeeded = index !== undefined && index < completionsOf(job) && !completed.has(index) && !seen.has(index);
      if (isNeeded) seen.add(index);
      else gone.push(pod);
    }
  }
  const rest = order.filter((pod) => !gone.includes(pod));
  return [...gone, ...rest.slice(0, Math.max(0, rest.length - wanted))];
}

function freeIndexes(job: Job, pods: readonly Pod[], completed: ReadonlySet<number>, count: number): number[] {
  const isKept = (pod: Pod) => isActive(pod) || (replacesFailedOnly(job) && isTerminating(pod) && !isTerminal(pod));
  const taken = new Set([...completed, ...pods.filter(isKept).map(indexOfPod)]);
  const free: number[] = [];
  for (let index = 0; index < completionsOf(job) && free.length < count; index++)
    if (!taken.has(index)) free.push(index);
  return free;
}

function setSuspended(plan: Plan, job: Job, isSuspended: boolean, now: Date): void {
  const before = findCondition(job.status?.conditions, 'Suspended')?.status === 'True';
  if (before === isSuspended) return;
  const [reason, message] = isSuspended ? ['JobSuspended', 'Job suspended'] : ['JobResumed', 'Job resumed'];
  const condition = { type: 'Suspended', status: isSuspended ? 'True' : 'False', reason, message };
  plan.status.conditions = withJobCondition(plan.status.conditions, condition, now);
  plan.event = { type: 'Normal', reason: isSuspended ? 'Suspended' : 'Resumed', message };
}

/** The conditions with this one put in, in its place; unchanged when its status is as it was. */
export function withJobCondition(
  conditions: readonly JobCondition[] | undefined,
  { type, status, reason, message }: Pick<JobCondition, 'type' | 'status' | 'reason' | 'message'>,
  now: Date,
): JobCondition[] {
  const list = conditions ?? [];
  const old = findCondition(list, type);
  if (old?.status === status) return list as JobCondition[];
  const time = wireTime(now);
  const condition = { type, status, reason, message, lastProbeTime: time, lastTransitionTime: time };
  return old ? list.map((other) => (other === old ? condition : other)) : [...list, condition];
}
