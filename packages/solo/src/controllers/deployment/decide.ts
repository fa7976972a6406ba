// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Deployment, findCondition, isDeepEqual, type ReplicaSet } from '@kubevirt-ts/kube';
import { currentAnnotations, revisionOf, sizeAnnotations } from './annotations.ts';
import { historyLimit, isRolling, progressDeadlineSeconds } from './limits.ts';
import { newReplicaSet, sizeOf, split } from './replica-sets.ts';
import { currentSize, type Resize, shrinkOld } from './rolling.ts';
import { isBeingScaled, resized } from './scaling.ts';
import {
  countedStatus,
  type DeploymentStatus,
  deadlineInMs,
  isComplete,
  rolloutStatus,
  withDeploymentCondition,
} from './status.ts';

/** What is known when a Deployment is worked on. */
export interface DeploymentWorld {
  deployment: Deployment;
  /** The ReplicaSets it controls. */
  replicaSets: readonly ReplicaSet[];
  /** Whether pods that have not ended belong to a ReplicaSet, by its uid. */
  hasPods: (uid: string) => boolean;
  now: Date;
}

/** A ReplicaSet as it is to be written, and its size before. */
export interface Change {
  before: ReplicaSet;
  after: ReplicaSet;
}

/** What is to be done. When there is a ReplicaSet to create, it is decided again with it. */
export type Plan =
  | { do: 'create'; replicaSet: ReplicaSet }
  | {
      do: 'write';
      changes: Change[];
      remove: ReplicaSet[];
      /** For the Deployment's annotation. */
      revision: number | undefined;
      status: DeploymentStatus;
      /** When a rollout without progress has to be looked at again. */
      afterMs: number | undefined;
    };

/** The next step of a Deployment. */
export function decide(known: DeploymentWorld): Plan {
  const world = { ...known, deployment: withPause(known.deployment, known.now) };
  const { deployment, replicaSets, now } = world;
  const sets = split(deployment, replicaSets);
  const revision = Math.max(0, ...sets.old.map(revisionOf)) + 1;
  const step = stepOf(world, sets.current, sets.old);
  if (step.needsCurrent) {
    const size = currentSize(deployment, replicaSets, 0);
    return { do: 'create', replicaSet: newReplicaSet(deployment, revision, size) };
  }
  const found = sets.current ? withFound(deployment, sets.current, now) : deployment;
  const status = step.isRollout
    ? rolloutStatus(found, sets.current, replicaSets, now)
    : countedStatus(found, sets.current, replicaSets, now);
  const shown = sets.current && Math.max(revision, revisionOf(sets.current));
  return {
    do: 'write',
    changes: changesOf(deployment, sets.current, step.resizes, revision),
    remove: step.mayClean(status) ? surplus(deployment, sets.old) : [],
    revision: shown !== undefined && shown !== revisionOf(deployment) ? shown : undefined,
    status,
    afterMs: step.isRollout ? deadlineInMs(deployment, status, now) : undefined,
  };
}

interface Step {
  needsCurrent?: boolean;
  resizes: Resize[];
  isRollout: boolean;
  mayClean: (status: DeploymentStatus) => boolean;
}

function stepOf(world: DeploymentWorld, current: ReplicaSet | undefined, old: ReplicaSet[]): Step {
  const { deployment, replicaSets } = world;
  const idle: Step = { resizes: [], isRollout: false, mayClean: () => false };
  if (deployment.metadata?.deletionTimestamp) return idle;
  const isPaused = deployment.spec?.paused === true;
  if (isPaused || isBeingScaled(deployment, replicaSets)) {
    return { ...idle, resizes: resized(deployment, current, old), mayClean: () => isPaused };
  }
  const rollout = { ...idle, isRollout: true };
  const whenComplete = (status: DeploymentStatus) => isComplete(deployment, status);
  if (!isRolling(deployment)) {
    const active = old.filter((replicaSet) => sizeOf(replicaSet) > 0);
    if (active.length > 0) {
      return { ...rollout, resizes: active.map((replicaSet) => ({ replicaSet, replicas: 0 })) };
    }
    const isOldThere = old.some(({ status, metadata }) => status?.replicas || world.hasPods(metadata?.uid ?? ''));
    if (isOldThere) return rollout;
    if (!current) return { ...rollout, needsCurrent: true };
    return { ...rollout, resizes: grown(deployment, replicaSets, current), mayClean: whenComplete };
  }
  if (!current) return { ...rollout, needsCurrent: true };
  const growth = grown(deployment, replicaSets, current);
  if (growth.length > 0) return { ...rollout, resizes: growth };
  const shrunk = shrinkOld(
    deployment,
    current,
    old.filter((replicaSet) => sizeOf(replicaSet) > 0),
  );
  return { ...rollout, resizes: shrunk, mayClean: shrunk.length > 0 ? () => false : whenComplete };
}

function grown(deployment: Deployment, all: readonly ReplicaSet[], current: ReplicaSet): Resize[] {
  const replicas = currentSize(deployment, all, sizeOf(current));
  return replicas === sizeOf(current) ? [] : [{ replicaSet: current, replicas }];
}

function changesOf(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  resizes: readonly Resize[],
  revision: number,
): Change[] {
  const sizes = new Map(resizes.map(({ replicaSet, replicas }) => [replicaSet, replicas]));
  const touched = new Set([...(current ? [current] : []), ...sizes.keys()]);
  return [...touched].flatMap((before) => {
    const after = structuredClone(before);
    after.spec = { ...after.spec!, replicas: sizes.get(before) ?? sizeOf(before) };
    const own = before === current ? currentAnnotations(deployment, before, revision) : before.metadata?.annotations;
    const annotated = sizes.has(before) ? { ...own, ...sizeAnnotations(deployment) } : own;
    after.metadata = { ...after.metadata, ...(annotated && { annotations: annotated }) };
    if (before === current) after.spec.minReadySeconds = deployment.spec?.minReadySeconds ?? after.spec.minReadySeconds;
    return isDeepEqual(before, after) ? [] : [{ before, after }];
  });
}

/** The oldest ReplicaSets beyond the history limit that nothing needs any more. */
function surplus(deployment: Deployment, old: readonly ReplicaSet[]): ReplicaSet[] {
  const limit = historyLimit(deployment);
  if (limit === undefined) return [];
  const kept = old.filter(({ metadata }) => !metadata?.deletionTimestamp);
  const byRevision = [...kept].sort((a, b) => revisionOf(a) - revisionOf(b));
  return byRevision.slice(0, Math.max(0, kept.length - limit)).filter(({ metadata, spec, status }) => {
    const isSeen = (metadata?.generation ?? 0) <= (status?.observedGeneration ?? 0);
    return isSeen && (spec?.replicas ?? 1) === 0 && (status?.replicas ?? 0) === 0;
  });
}

/** Says that a Deployment is paused or goes on, so that the pause does not count as lack of progress. */
function withPause(deployment: Deployment, now: Date): Deployment {
  const conditions = deployment.status?.conditions ?? [];
  const before = findCondition(conditions, 'Progressing');
  const isSaid = before?.reason === 'DeploymentPaused';
  const isPaused = deployment.spec?.paused === true;
  const hasDeadline = progressDeadlineSeconds(deployment) !== undefined;
  if (!hasDeadline || isSaid === isPaused || before?.reason === 'ProgressDeadlineExceeded') return deployment;
  return said(deployment, now, 'Unknown', {
    reason: isPaused ? 'DeploymentPaused' : 'DeploymentResumed',
    message: isPaused ? 'Deployment is paused' : 'Deployment is resumed',
  });
}

function withFound(deployment: Deployment, current: ReplicaSet, now: Date): Deployment {
  const isSaid = findCondition(deployment.status?.conditions, 'Progressing') !== undefined;
  if (isSaid || progressDeadlineSeconds(deployment) === undefined) return deployment;
  const message = `Found new replica set "${current.metadata?.name}"`;
  return said(deployment, now, 'True', { reason: 'FoundNewReplicaSet', message });
}

/** The Deployment with its Progressing condition saying so, as far as it is asked to watch its progress. */
export function said(
  deployment: Deployment,
  now: Date,
  status: string,
  { reason, message }: { reason: string; message: string },
): Deployment {
  if (progressDeadlineSeconds(deployment) === undefined) return deployment;
  const condition = { type: 'Progressing', status, reason, message };
  const conditions = withDeploymentCondition(deployment.status?.conditions ?? [], condition, now);
  return { ...deployment, status: { ...deployment.status, conditions } };
}
