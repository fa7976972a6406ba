// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Cache, controllerOf, type Pod } from '@kubevirt-ts/kube';
import type { Expectations } from '../expectations.ts';
import { type Index, indexOf } from '../index-of.ts';
import { isTerminating } from './state.ts';

/** The pods that a controller of one kind of owner looks at. */
export interface OwnedPods {
  /** Pods that this uid controls, and those of its namespace that nobody controls. */
  candidates(uid: string, namespace: string): readonly Pod[];
  /** Pods that this uid controls. */
  ownedBy(uid: string): readonly Pod[];
}

/** Follows the pods of owners of a kind: keeps them by owner, and tells expectations what came and what goes. */
export function ownedPods(cache: Cache<Pod>, kind: string, expectations: Expectations): OwnedPods {
  const index: Index<Pod> = indexOf(cache, byOwner);
  cache.onChange(({ type, object, old }) => {
    const owner = controllerOf(object);
    if (owner?.kind !== kind) return;
    if (type === 'ADDED' && !isTerminating(object)) expectations.created(owner.uid);
    if (type === 'DELETED' || (isTerminating(object) && !(old && isTerminating(old)))) {
      expectations.deleted(owner.uid, object.metadata?.uid ?? '');
    }
  });
  return {
    candidates: (uid, namespace) => [...index.by(uid), ...index.by(`orphans of ${namespace}`)],
    ownedBy: (uid) => index.by(uid),
  };
}

/** Pods by the uid of who controls them; those that nobody controls by their namespace. */
export function byOwner(pod: Pod): string[] {
  return [controllerOf(pod)?.uid ?? `orphans of ${pod.metadata?.namespace ?? ''}`];
}
