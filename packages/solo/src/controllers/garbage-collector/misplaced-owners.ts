// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { OwnerReference } from '@kubevirt-ts/kube';
import type { Json } from '../../apiserver/kind.ts';
import type { SoloContext } from '../../context.ts';
import type { Item, Reading } from './gather.ts';

const knownCap = 4096;
const pageSize = 500;

/** Says, by an event, of objects that name an owner in another namespace, that this is no owner. */
export function misplacedOwners(c: Pick<SoloContext, 'event'> & Reading): (item: Item) => void {
  // A uid is given once, so that where it is not found it will never be.
  const known = new Map<string, boolean>();
  const isElsewhere = (ref: OwnerReference) => {
    const found = known.get(ref.uid) ?? existsSomewhere(c, ref);
    if (known.size >= knownCap) known.clear();
    known.set(ref.uid, found);
    return found;
  };
  return ({ object, owners }) => {
    if (object.metadata?.deletionTimestamp) return;
    for (const { ref, state } of owners) {
      if (state !== 'misplaced' && (state !== 'absent' || !isElsewhere(ref))) continue;
      const { namespace = '' } = object.metadata ?? {};
      const owner = `[${ref.apiVersion}/${ref.kind}, namespace: ${namespace}, name: ${ref.name}, uid: ${ref.uid}]`;
      const message = `ownerRef ${owner} does not exist in namespace ${JSON.stringify(namespace)}`;
      c.event(object, 'Warning', 'OwnerRefInvalidNamespace', message);
    }
  };
}

function existsSomewhere({ kinds, store }: Reading, ref: OwnerReference): boolean {
  const kind = kinds.byKind(ref.apiVersion, ref.kind);
  if (!kind?.namespaced) return false;
  let after: string | undefined;
  do {
    const page = store.list(kind.collection, { limit: pageSize, ...(after && { after }) });
    const named = page.items.filter(({ json }) => json.includes(ref.uid));
    if (named.some(({ json }) => (JSON.parse(json) as Json).metadata?.uid === ref.uid)) return true;
    after = page.next;
  } while (after !== undefined);
  return false;
}
