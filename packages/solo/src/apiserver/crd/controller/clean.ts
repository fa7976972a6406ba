// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { RevisionConflict, type Store } from '../../../store/store.ts';
import type { Json } from '../../kind.ts';

/**
 * Deletes all objects of a collection, past admission as Kubernetes does it: those with finalizers are marked and stay for
 * who set them. Gives how many are left.
 */
export async function deleteAll(store: Store, collection: string, now: Date): Promise<number> {
  let after: string | undefined;
  do {
    const page = store.list(collection, { after, limit: 500 });
    for (const { key, revision, json } of page.items) await deleteOne(store, { collection, key, revision, json }, now);
    after = page.next;
  } while (after !== undefined);
  return store.count(collection);
}

async function deleteOne(
  store: Store,
  at: { collection: string; key: string; revision: number; json: string },
  now: Date,
): Promise<void> {
  const object = JSON.parse(at.json) as Json;
  const { metadata = {} } = object;
  try {
    if (!metadata.finalizers?.length) await store.remove(at.collection, at.key, object, at.revision);
    else if (!metadata.deletionTimestamp) {
      const deletionTimestamp = now.toISOString().replace(/\.\d+Z$/, 'Z');
      const generation = (metadata.generation ?? 0) + 1;
      const marked = { ...metadata, deletionTimestamp, deletionGracePeriodSeconds: 0, generation };
      await store.put(at.collection, at.key, { ...object, metadata: marked }, at.revision);
    }
  } catch (error) {
    // Somebody else changed it: the next round sees how it is now.
    if (!(error instanceof RevisionConflict)) throw error;
  }
}
