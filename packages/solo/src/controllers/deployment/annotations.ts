// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Deployment, ReplicaSet } from '@kubevirt-ts/kube';
import { maxSurge } from './limits.ts';

/** Names of the annotations by which Deployments and ReplicaSets tell of revisions and sizes. */
export const annotations = {
  revision: 'deployment.kubernetes.io/revision',
  history: 'deployment.kubernetes.io/revision-history',
  desired: 'deployment.kubernetes.io/desired-replicas',
  max: 'deployment.kubernetes.io/max-replicas',
} as const;

const notCopied: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  ...Object.values(annotations),
]);

/** A revision history longer than this loses its oldest entries. */
const historyLength = 2000;

/** The number in an annotation, if there is one. */
export function numberIn(object: Deployment | ReplicaSet, name: string): number | undefined {
  const text = object.metadata?.annotations?.[name];
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** The revision of a ReplicaSet or Deployment; 0 when it has none. */
export function revisionOf(object: Deployment | ReplicaSet): number {
  return numberIn(object, annotations.revision) ?? 0;
}

/** The sizes a ReplicaSet is told, from which it is scaled in proportion later. */
export function sizeAnnotations(deployment: Deployment): Record<string, string> {
  const desired = deployment.spec?.replicas ?? 1;
  return { [annotations.desired]: String(desired), [annotations.max]: String(desired + maxSurge(deployment)) };
}

/** The Deployment's own annotations that its ReplicaSets carry too. */
export function copiedAnnotations(deployment: Deployment): Record<string, string> {
  const all = Object.entries(deployment.metadata?.annotations ?? {});
  return Object.fromEntries(all.filter(([name]) => !notCopied.has(name)));
}

/** The annotations of the current ReplicaSet: the Deployment's, and the revision, which only grows and remembers earlier ones. */
export function currentAnnotations(
  deployment: Deployment,
  replicaSet: ReplicaSet,
  revision: number,
): Record<string, string> {
  const old = replicaSet.metadata?.annotations ?? {};
  const next = { ...old, ...copiedAnnotations(deployment) };
  if (revisionOf(replicaSet) >= revision) return next;
  next[annotations.revision] = String(revision);
  const before = old[annotations.revision];
  if (before) next[annotations.history] = withHistory(old[annotations.history], before);
  return next;
}

function withHistory(history: string | undefined, revision: string): string {
  const all = history ? [...history.split(','), revision] : [revision];
  while (all.length > 1 && all.join(',').length > historyLength) all.shift();
  return all.join(',');
}
