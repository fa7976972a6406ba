// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DeleteOptions } from '@kubevirt-ts/kube';
import { foreground, has, isDraining, isOrphaning, orphan } from './finalizers.ts';
import type { Dependent, Item, Owner } from './gather.ts';

/** What is to be done with an object. */
export type Decision =
  | { do: 'nothing' }
  /** Somebody has to say first what kind an owner is. */
  | { do: 'wait' }
  /** Takes the object's dependents from it, then lets it go. */
  | { do: 'orphan'; dependents: readonly Dependent[] }
  /** Has the dependents looked at, so that they go before the object. */
  | { do: 'drain'; dependents: readonly Dependent[] }
  /** Lets the object go: nothing keeps it any more. */
  | { do: 'finish' }
  /** Takes owners from the object that are gone or going; others keep it. */
  | { do: 'release'; uids: string[] }
  | {
      do: 'delete';
      propagationPolicy: NonNullable<DeleteOptions['propagationPolicy']>;
      /** Its owners no longer wait for it: it is part of a circle of objects that are all going. */
      unblocks: boolean;
    };

/** Decides over an object by what became of its owners, or, when it is going itself, of its dependents. */
export function decide(item: Item): Decision {
  const { object, dependents, owners } = item;
  if (isOrphaning(object)) return { do: 'orphan', dependents };
  if (isDraining(object)) {
    const blocking = dependents.filter(({ isBlocking }) => isBlocking);
    return blocking.length > 0 ? { do: 'drain', dependents } : { do: 'finish' };
  }
  if (object.metadata?.deletionTimestamp || owners.length === 0) return { do: 'nothing' };
  if (owners.some(({ state }) => state === 'misplaced')) return { do: 'nothing' };
  if (owners.some(({ state }) => state === 'unknown')) return { do: 'wait' };
  return collect(item);
}

function collect({ object, owners, dependents }: Item): Decision {
  const lost = owners.filter(({ state }) => state !== 'present');
  if (lost.length < owners.length) {
    return lost.length > 0 ? { do: 'release', uids: lost.map(({ ref }) => ref.uid) } : { do: 'nothing' };
  }
  if (owners.some(isGoing) && dependents.length > 0) {
    const unblocks = dependents.some((dependent) => isDraining(dependent.object));
    return { do: 'delete', propagationPolicy: 'Foreground', unblocks };
  }
  const propagationPolicy = has(object, orphan) ? 'Orphan' : has(object, foreground) ? 'Foreground' : 'Background';
  return { do: 'delete', propagationPolicy, unblocks: false };
}

function isGoing({ state }: Owner): boolean {
  return state === 'draining';
}
