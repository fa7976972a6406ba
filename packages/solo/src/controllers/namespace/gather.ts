// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject, Resource } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import type { Discovered } from './discover.ts';

/** What is left in a namespace. */
export interface Remains {
  failures: Discovered['failures'];
  /** What kept content from being deleted. */
  errors: string[];
  /** How many objects of a resource are left, by `plural.group`. */
  counts: Map<string, number>;
  /** How many objects a finalizer keeps. */
  finalizers: Map<string, number>;
}

/**
 * Deletes what is in a namespace and counts what is left. Pods go first, and the rest not before they are gone: they may
 * need it to end well.
 */
export async function emptied(c: Pick<SoloContext, 'client'>, namespace: string, found: Discovered): Promise<Remains> {
  const remains: Remains = { failures: found.failures, errors: [], counts: new Map(), finalizers: new Map() };
  const isPods = (r: Resource<KubeObject>) => r.plural === 'pods' && r.apiVersion === 'v1';
  for (const r of found.resources.filter(isPods)) await emptyOne(c, namespace, r, remains);
  if (remains.counts.size > 0 || remains.errors.length > 0) return remains;
  for (const r of found.resources) if (!isPods(r)) await emptyOne(c, namespace, r, remains);
  return remains;
}

async function emptyOne(
  c: Pick<SoloContext, 'client'>,
  namespace: string,
  r: Resource<KubeObject>,
  remains: Remains,
): Promise<void> {
  try {
    const { items } = await c.client.list(r, { namespace });
    if (items.length === 0) return;
    for (const { metadata } of items) {
      if (metadata?.deletionTimestamp) continue;
      const options = { propagationPolicy: 'Background', preconditions: { uid: metadata?.uid } } as const;
      await c.client.delete(r, { namespace, name: metadata?.name ?? '' }, options);
    }
    const left = (await c.client.list(r, { namespace })).items;
    count(r, left, remains);
  } catch (error) {
    remains.errors.push((error as Error).message);
  }
}

function count(r: Resource<KubeObject>, left: readonly KubeObject[], { counts, finalizers }: Remains): void {
  if (left.length === 0) return;
  const slash = r.apiVersion.indexOf('/');
  counts.set(`${r.plural}.${slash < 0 ? '' : r.apiVersion.slice(0, slash)}`, left.length);
  for (const { metadata } of left) {
    for (const finalizer of metadata?.finalizers ?? []) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
  }
}
