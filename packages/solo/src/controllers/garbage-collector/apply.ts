// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isNotFound, type OwnerReference } from '@kubevirt-ts/kube';
import type { Json, Kinds } from '../../apiserver/kind.ts';
import type { SoloContext } from '../../context.ts';
import { type Address, kindOf, refOf, resourceOf } from './address.ts';
import type { Decision } from './decide.ts';
import { foreground, isDraining, orphan } from './finalizers.ts';
import type { Item } from './gather.ts';

/** Carries a decision out; `enqueue` has an object looked at. @throws ApiError a conflict when something changed meanwhile */
export async function apply(
  c: Pick<SoloContext, 'client'> & { kinds: Kinds },
  item: Item,
  decision: Decision,
  enqueue: (address: Address) => void,
): Promise<void> {
  const { address, object } = item;
  const uid = object.metadata?.uid ?? '';
  switch (decision.do) {
    case 'nothing':
    case 'wait':
      return;
    case 'orphan':
      for (const { address: at, object: dependent } of decision.dependents)
        await change(c, at, dependent, { ownerReferences: ownersWithout(dependent, [uid]) });
      return await change(c, address, object, { finalizers: finalizersWithout(object, orphan) });
    case 'drain':
      for (const dependent of decision.dependents) if (!isDraining(dependent.object)) enqueue(dependent.address);
      return;
    case 'finish':
      return await change(c, address, object, { finalizers: finalizersWithout(object, foreground) });
    case 'release':
      return await change(c, address, object, { ownerReferences: ownersWithout(object, decision.uids) });
    case 'delete': {
      if (decision.unblocks) await unblock(c, item);
      const { resourceVersion } = decision.unblocks ? {} : (object.metadata ?? {});
      const preconditions = { uid, ...(resourceVersion && { resourceVersion }) };
      const options = { propagationPolicy: decision.propagationPolicy, preconditions };
      await c.client.delete(resourceOf(item.kind), refOf(address), options);
    }
  }
}

async function unblock(c: Pick<SoloContext, 'client'> & { kinds: Kinds }, item: Item): Promise<void> {
  const owners = item.object.metadata?.ownerReferences ?? [];
  if (!owners.some(({ blockOwnerDeletion }) => blockOwnerDeletion)) return;
  const ownerReferences = owners.map((ref) => ({ ...ref, blockOwnerDeletion: false }));
  await change(c, item.address, item.object, { ownerReferences });
}

async function change(
  c: Pick<SoloContext, 'client'> & { kinds: Kinds },
  address: Address,
  object: Json,
  to: { ownerReferences?: OwnerReference[]; finalizers?: string[] },
): Promise<void> {
  const kind = kindOf(c.kinds, address.collection);
  if (!kind) return;
  const { uid, resourceVersion } = object.metadata ?? {};
  const body = { metadata: { uid, resourceVersion, ...to } };
  try {
    await c.client.patch(resourceOf(kind), refOf(address), { type: 'merge', body });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function ownersWithout(object: Json, uids: readonly string[]): OwnerReference[] {
  return (object.metadata?.ownerReferences ?? []).filter(({ uid }) => !uids.includes(uid));
}

function finalizersWithout(object: Json, gone: string): string[] {
  return (object.metadata?.finalizers ?? []).filter((finalizer) => finalizer !== gone);
}
