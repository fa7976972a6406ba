// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Controller, controller } from '@kubevirt-ts/kube';
import type { Kinds } from '../../apiserver/kind.ts';
import type { SoloContext } from '../../context.ts';
import type { Store } from '../../store/store.ts';
import { type Address, addressOf, keyOfAddress } from './address.ts';
import { apply } from './apply.ts';
import { decide } from './decide.ts';
import { gather } from './gather.ts';
import { misplacedOwners } from './misplaced-owners.ts';
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
  const tellMisplaced = misplacedOwners(c);
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
      tellMisplaced(item);
      const enqueue = (address: Address) => made.enqueue(keyOfAddress(address));
      await apply(c, item, decision, enqueue);
      return decision.do === 'wait' ? { afterMs: unknownKindMs } : undefined;
    },
  });
  return made;
}
