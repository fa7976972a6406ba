// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Client,
  controllerOf,
  controllerReference,
  isControlledBy,
  isNotFound,
  type KubeObject,
  type LabelSelector,
  type OwnerReference,
  type Resource,
} from '@kubevirt-ts/kube';
import { selects } from '../label-selector.ts';

/** What an owner has, should take and should let go. */
export interface Claims<T> {
  owned: T[];
  adopt: T[];
  release: T[];
}

/** Sorts an owner's possible dependents by its selector: what it controls stays if it matches, orphans that match are taken in. */
export function claims<T extends KubeObject>(
  owner: KubeObject,
  selector: LabelSelector | undefined,
  candidates: readonly T[],
): Claims<T> {
  const found: Claims<T> = { owned: [], adopt: [], release: [] };
  const isOwnerGoing = !!owner.metadata?.deletionTimestamp;
  for (const object of candidates) {
    const isMatch = selects(selector, object.metadata?.labels);
    if (isControlledBy(object, owner)) {
      if (isMatch) found.owned.push(object);
      else if (!isOwnerGoing) found.release.push(object);
    } else if (isMatch && !controllerOf(object) && !isOwnerGoing && !object.metadata?.deletionTimestamp) {
      found.adopt.push(object);
    }
  }
  return found;
}

/** Carries claims out and gives what the owner has then; what vanished or was taken by another in between is left out. */
export async function settleClaims<T extends KubeObject>(
  client: Client,
  r: { owner: Resource<KubeObject>; dependent: Resource<T> },
  owner: KubeObject,
  found: Claims<T>,
): Promise<T[]> {
  const owned = [...found.owned];
  if (found.adopt.length > 0 && (await isStillThere(client, r.owner, owner))) {
    for (const object of found.adopt) {
      const adopted = await writeOwners(client, r.dependent, object, [
        ...(object.metadata?.ownerReferences ?? []),
        controllerReference({ ...owner, apiVersion: r.owner.apiVersion, kind: r.owner.kind }),
      ]);
      if (adopted) owned.push(adopted);
    }
  }
  for (const object of found.release) {
    const others = object.metadata?.ownerReferences?.filter(({ uid }) => uid !== owner.metadata?.uid);
    await writeOwners(client, r.dependent, object, others ?? []);
  }
  return owned;
}

async function isStillThere(client: Client, r: Resource<KubeObject>, owner: KubeObject): Promise<boolean> {
  const { namespace, name = '', uid } = owner.metadata ?? {};
  const fresh = await client.find(r, { namespace, name });
  return fresh?.metadata?.uid === uid && !fresh?.metadata?.deletionTimestamp;
}

async function writeOwners<T extends KubeObject>(
  client: Client,
  r: Resource<T>,
  object: T,
  ownerReferences: OwnerReference[],
): Promise<T | undefined> {
  const { namespace, name = '', uid, resourceVersion } = object.metadata ?? {};
  const body = {
    metadata: { uid, resourceVersion, ownerReferences: ownerReferences.length > 0 ? ownerReferences : null },
  };
  try {
    return await client.patch(r, { namespace, name }, { type: 'merge', body });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
