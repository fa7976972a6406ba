// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Deployment, findCondition, type ReplicaSet, wireTime } from '@kubevirt-ts/kube';
import { desiredReplicas, maxUnavailable, progressDeadlineSeconds } from './limits.ts';
import { sizeOf, sum } from './replica-sets.ts';

/** The status of a Deployment. */
export type DeploymentStatus = NonNullable<Deployment['status']>;
/** A condition of a Deployment. */
export type DeploymentCondition = NonNullable<DeploymentStatus['conditions']>[number];

type Said = Pick<DeploymentCondition, 'type' | 'status' | 'reason' | 'message'>;

/** The conditions with this one put in; the same list when status and reason are as they were. */
export function withDeploymentCondition(
  conditions: readonly DeploymentCondition[],
  said: Said,
  now: Date,
): DeploymentCondition[] {
  const old = findCondition(conditions, said.type);
  if (old?.status === said.status && old.reason === said.reason) return conditions as DeploymentCondition[];
  return renewed(conditions, said, now);
}

/** As {@link withDeploymentCondition}, but the time of the last update moves even when only progress was made. */
function renewed(conditions: readonly DeploymentCondition[], said: Said, now: Date): DeploymentCondition[] {
  const old = findCondition(conditions, said.type);
  const time = wireTime(now);
  const lastTransitionTime = old?.status === said.status ? old.lastTransitionTime : time;
  return [...conditions.filter((other) => other !== old), { ...said, lastUpdateTime: time, lastTransitionTime }];
}

/** The numbers of a Deployment's pods, and whether enough of them are available. */
export function countedStatus(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  all: readonly ReplicaSet[],
  now: Date,
): DeploymentStatus {
  const availableReplicas = sum(all, ({ status }) => status?.availableReplicas ?? 0);
  const numbers = {
    replicas: sum(all, ({ status }) => status?.replicas ?? 0),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum(all, ({ status }) => status?.readyReplicas ?? 0),
    availableReplicas,
    unavailableReplicas: Math.max(0, sum(all, sizeOf) - availableReplicas),
  };
  const isEnough = availableReplicas >= desiredReplicas(deployment) - maxUnavailable(deployment);
  const available: Said = isEnough
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
  const { collisionCount, conditions = [] } = deployment.status ?? {};
  return {
    observedGeneration: deployment.metadata?.generation,
    ...Object.fromEntries(Object.entries(numbers).filter(([, number]) => number > 0)),
    conditions: withDeploymentCondition(conditions, available, now),
    ...(collisionCount !== undefined && { collisionCount }),
  };
}

/** Whether all pods are of the current template, as many as asked for, and available. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const desired = desiredReplicas(deployment);
  return (
    (status.updatedReplicas ?? 0) === desired &&
    (status.replicas ?? 0) === desired &&
    (status.availableReplicas ?? 0) === desired &&
    (status.observedGeneration ?? 0) >= (deployment.metadata?.generation ?? 0)
  );
}

/** The status of a rollout that goes on: what was counted, how far it is, and what keeps its ReplicaSets from making pods. */
export function rolloutStatus(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  all: readonly ReplicaSet[],
  now: Date,
): DeploymentStatus {
  const status = countedStatus(deployment, current, all, now);
  let conditions = status.conditions ?? [];
  if (progressDeadlineSeconds(deployment) === undefined) {
    conditions = conditions.filter(({ type }) => type !== 'Progressing');
  } else {
    conditions = progressing(deployment, current, { ...status, conditions }, now);
  }
  const failure = failureOf(current, all);
  conditions = failure
    ? withDeploymentCondition(conditions, failure, now)
    : conditions.filter(({ type }) => type !== 'ReplicaFailure');
  return { ...status, conditions };
}

function progressing(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  status: DeploymentStatus,
  now: Date,
): DeploymentCondition[] {
  const conditions = status.conditions ?? [];
  const before = findCondition(conditions, 'Progressing');
  const isDone = status.replicas === status.updatedReplicas && before?.reason === 'NewReplicaSetAvailable';
  if (isDone) return conditions;
  const what = current ? `ReplicaSet "${current.metadata?.name}"` : `Deployment "${deployment.metadata?.name}"`;
  const say = (yes: boolean, reason: string, message: string): Said => ({
    type: 'Progressing',
    status: yes ? 'True' : 'False',
    reason,
    message: `${what} ${message}.`,
  });
  if (isComplete(deployment, status)) {
    return withDeploymentCondition(conditions, say(true, 'NewReplicaSetAvailable', 'has successfully progressed'), now);
  }
  if (hasProgressed(deployment.status ?? {}, status)) {
    return renewed(conditions, say(true, 'ReplicaSetUpdated', 'is progressing'), now);
  }
  if (isTimedOut(deployment, status, now)) {
    return withDeploymentCondition(
      conditions,
      say(false, 'ProgressDeadlineExceeded', 'has timed out progressing'),
      now,
    );
  }
  return conditions;
}

function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas;
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function isTimedOut(deployment: Deployment, status: DeploymentStatus, now: Date): boolean {
  const condition = findCondition(status.conditions, 'Progressing');
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return deadlineMs(deployment, condition) < now.getTime();
}

function deadlineMs(deployment: Deployment, condition: DeploymentCondition): number {
  return Date.parse(condition.lastUpdateTime ?? '') + (progressDeadlineSeconds(deployment) ?? 0) * 1000;
}

/** How long until a rollout that makes no progress has to be called failed. */
export function deadlineInMs(deployment: Deployment, status: DeploymentStatus, now: Date): number | undefined {
  const condition = findCondition(status.conditions, 'Progressing');
  if (!condition || progressDeadlineSeconds(deployment) === undefined) return undefined;
  if (isComplete(deployment, status) || condition.reason === 'ProgressDeadlineExceeded') return undefined;
  return Math.max(0, deadlineMs(deployment, condition) - now.getTime()) + 1000;
}

function failureOf(current: ReplicaSet | undefined, all: readonly ReplicaSet[]): Said | undefined {
  const failures = [current, ...all].map((replicaSet) =>
    findCondition(replicaSet?.status?.conditions, 'ReplicaFailure'),
  );
  const first = failures.find((failure) => failure !== undefined);
  return first && { type: 'ReplicaFailure', status: first.status, reason: first.reason, message: first.message };
}
