// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Controller, controller } from '@kubevirt-ts/kube';
import type { Kinds } from '../../apiserver/kind.ts';
import type { SoloContext } from '../../context.ts';
import type { Store } from '../../store/store.ts';
import { type Address, addressOf, keyOfAddress } from './address.ts';
import { apply } from './apply.ts';
import { decide } from './decide.ts';
import { findElsewhere, gather, type Item } from './gather.ts';
import { triggers } from './triggers.ts';

const unknownKindMs = 30_000;

/** What the collector needs: it reads the store itself, so that it never acts on what a cache has not seen yet. */
export type GarbageCollectorContext = SoloContext & {
  kinds: Kinds;
  store: Pick<Store, 'get' | 'list' | 'dependents' | 'onEvent'>;
};

/**
 * Watches all objects; deletes those whose owners are all gone, and settles foreground and orphaning deletions.
 * @upstream kube-controller-manager's garbage collector
 * @differs the store's index of dependents stands for the graph in memory
 */
export function garbageCollector(c: GarbageCollectorContext): Controller {
  const made = controller({
    name: 'garbage_collector',
    workers: 4,
    logger: c.logger,
    signal: c.signal,
    sources: [triggers(c)],
    async reconcile(key) {
      const item = gather(c, addressOf(key));
      if (!item) return undefined;
      const decision = decide(item);
      tellMisplaced(c, item);
      const enqueue = (address: Address) => made.enqueue(keyOfAddress(address));
      await apply(c, item, decision, enqueue);
      return decision.do === 'wait' ? { afterMs: unknownKindMs } : undefined;
    },
  });
  return made;
}

/** Says of an object that it names an owner which is in another namespace, and so is no owner. */
function tellMisplaced(c: GarbageCollectorContext, { object, owners }: Item): void {
  if (object.metadata?.deletionTimestamp) return;
  for (const { ref, state } of owners) {
    if (state !== 'misplaced' && (state !== 'absent' || !findElsewhere(c, ref))) continue;
    const { namespace = '' } = object.metadata ?? {};
    const owner = `[${ref.apiVersion}/${ref.kind}, namespace: ${namespace}, name: ${ref.name}, uid: ${ref.uid}]`;
    const message = `ownerRef ${owner} does not exist in namespace ${JSON.stringify(namespace)}`;
    c.event(object, 'Warning', 'OwnerRefInvalidNamespace', message);
  }
}
