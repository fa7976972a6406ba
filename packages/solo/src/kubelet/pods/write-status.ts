// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Client, isConflict, isDeepEqual, isNotFound, type Pod, resources } from '@kubevirt-ts/kube';
import type { PodMemory } from './memory.ts';

type PodStatus = NonNullable<Pod['status']>;

/** Writes a pod's status where it differs from what the API has; conditions of others are left alone. */
export async function writeStatus(memory: PodMemory, wanted: PodStatus, client: Client): Promise<void> {
  const { pod, status: last } = memory;
  const { name = '', namespace, uid, resourceVersion } = pod.metadata ?? {};
  // Until the cache has seen what was written, there is nothing to compare with.
  if (last?.over === resourceVersion && isDeepEqual(last?.wanted, wanted)) return;
  memory.status = { wanted, over: last?.over };
  const changes = statusChanges(pod.status ?? {}, wanted);
  if (!changes) return;
  try {
    const body = { metadata: { uid }, status: changes };
    await client.patch(resources.pods, { namespace, name }, { type: 'strategic', body }, { subresource: 'status' });
    memory.status = { wanted, over: resourceVersion };
  } catch (error) {
    // Gone, or another pod of that name: the watch is about to say so.
    if (!isNotFound(error) && !(isConflict(error) && `${error.message}`.includes('UID'))) throw error;
  }
}

/** What has to be patched into a status so that it says what is wanted; undefined when it does already. */
function statusChanges(actual: PodStatus, wanted: PodStatus): Record<string, unknown> | undefined {
  const { conditions = [], ...fields } = wanted;
  const changes: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (!isDeepEqual(plain(actual[field as keyof PodStatus]), plain(value))) changes[field] = value;
  }
  const changed = conditions.flatMap((condition) => {
    const there = actual.conditions?.find(({ type }) => type === condition.type);
    if (isDeepEqual(plain(there), plain(condition))) return [];
    // A reason that no longer holds has to be taken away by name.
    return [{ ...(there?.reason && { reason: null }), ...(there?.message && { message: null }), ...condition }];
  });
  if (changed.length > 0) changes.conditions = changed;
  return Object.keys(changes).length > 0 ? changes : undefined;
}

/** A value without what stands for nothing. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value ?? undefined;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}
