// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type ControllerRevision,
  controllerReference,
  type DaemonSet,
  isAlreadyExists,
  isDeepEqual,
  keyOf,
  type Pod,
  resources,
  splitKey,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { claims, settleClaims } from '../pods/claim.ts';
import { canonical, templateHash } from '../template-hash.ts';
import { revisionLabel } from './daemon-pod.ts';

/** What of a DaemonSet a revision holds: a strategic merge patch that brings the template back. */
function dataOf(daemonSet: DaemonSet): unknown {
  return { spec: { template: { ...daemonSet.spec?.template, $patch: 'replace' } } };
}

const isOfTemplate = (daemonSet: DaemonSet) => {
  const wanted = canonical(comparable(dataOf(daemonSet)));
  return ({ data }: ControllerRevision) => canonical(comparable(data)) === wanted;
};

/** Null is what older servers write for times that are not set. */
function comparable(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data ?? null, (key, value) => (key === 'creationTimestamp' ? undefined : value)));
}

/** The revision of the present template, and those before it. */
export interface History {
  current: ControllerRevision;
  old: ControllerRevision[];
}

/** The hash by which pods of a revision are known. */
export function hashOf({ metadata }: ControllerRevision): string {
  return metadata?.labels?.[revisionLabel] ?? '';
}

/** Finds or makes the revision of a DaemonSet's template; an old one that is current again becomes the newest. */
export async function history(c: SoloContext, daemonSet: DaemonSet): Promise<History | undefined> {
  const { namespace } = daemonSet.metadata ?? {};
  const all = c.cache(resources.controllerRevisions).list();
  const found = claims(
    daemonSet,
    daemonSet.spec?.selector,
    all.filter(({ metadata }) => metadata?.namespace === namespace),
  );
  const kinds = { owner: resources.daemonSets, dependent: resources.controllerRevisions };
  const owned = await settleClaims(c.client, kinds, daemonSet, found);
  const last = Math.max(0, ...owned.map(({ revision }) => revision));
  const same = owned.filter(isOfTemplate(daemonSet)).sort((a, b) => b.revision - a.revision)[0];
  if (!same) {
    const current = await create(c, daemonSet, last + 1);
    return current && { current, old: owned };
  }
  const old = owned.filter((other) => other !== same);
  const mustGrow = old.some(({ revision }) => revision >= same.revision);
  const current = mustGrow
    ? await c.client.update(resources.controllerRevisions, { ...same, revision: last + 1 })
    : same;
  return { current, old };
}

async function create(c: SoloContext, daemonSet: DaemonSet, revision: number): Promise<ControllerRevision | undefined> {
  const { name = '', namespace, annotations } = daemonSet.metadata ?? {};
  const hash = templateHash(daemonSet.spec?.template, daemonSet.status?.collisionCount);
  const made: ControllerRevision = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...daemonSet.spec?.template?.metadata?.labels, [revisionLabel]: hash },
      ...(annotations && { annotations: { ...annotations } }),
      ownerReferences: [controllerReference({ ...daemonSet, apiVersion: 'apps/v1', kind: 'DaemonSet' })],
    },
    data: dataOf(daemonSet) as ControllerRevision['data'],
    revision,
  };
  try {
    return await c.client.create(resources.controllerRevisions, made);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const existing = await c.client.get(resources.controllerRevisions, splitKey(keyOf(made)));
    if (isOfTemplate(daemonSet)(existing)) return existing;
    const collisionCount = (daemonSet.status?.collisionCount ?? 0) + 1;
    const body = { status: { collisionCount } };
    const ref = splitKey(keyOf(daemonSet));
    await c.client.patch(resources.daemonSets, ref, { type: 'merge', body }, { subresource: 'status' });
    return undefined;
  }
}

/** The oldest revisions beyond the limit of which no pod is left. */
export function surplus(
  daemonSet: DaemonSet,
  old: readonly ControllerRevision[],
  pods: readonly Pod[],
): ControllerRevision[] {
  const limit = daemonSet.spec?.revisionHistoryLimit ?? 10;
  const live = new Set(pods.map(({ metadata }) => metadata?.labels?.[revisionLabel]));
  const dead = old.filter((revision) => !live.has(hashOf(revision))).sort((a, b) => a.revision - b.revision);
  return dead.slice(0, Math.max(0, dead.length - limit));
}

/** Whether two statuses say the same. */
export function isSameStatus(a: DaemonSet['status'], b: DaemonSet['status']): boolean {
  return isDeepEqual(a ?? {}, b ?? {});
}
