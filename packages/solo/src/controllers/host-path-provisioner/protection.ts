// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Client,
  isNotFound,
  type KubeObject,
  keyOf,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type Resource,
  resources,
  splitKey,
} from '@kubevirt-ts/kube';
import { claimNames } from '../../scheduler/filters/volumes.ts';
import { isTerminal } from '../pods/state.ts';

/** Keeps a claim while pods use it. */
const claimFinalizer = 'kubernetes.io/pvc-protection';
/** Keeps a volume while a claim has it. */
const volumeFinalizer = 'kubernetes.io/pv-protection';

/** Whether one of these pods, of the claim's namespace, uses a claim on a node. */
function isUsed(claim: PersistentVolumeClaim, pods: readonly Pod[]): boolean {
  const name = claim.metadata?.name ?? '';
  return pods.some((pod) => pod.spec?.nodeName && !isTerminal(pod) && claimNames(pod).includes(name));
}

/** Protects a claim, or lets it go when it is to be deleted and no pod uses it. Gives whether it is going. */
export async function protectClaim(
  client: Client,
  claim: PersistentVolumeClaim,
  pods: readonly Pod[],
): Promise<boolean> {
  const isGoing = !!claim.metadata?.deletionTimestamp;
  const mustHave = !isGoing || isUsed(claim, pods);
  await setFinalizer(client, resources.persistentVolumeClaims, claim, { name: claimFinalizer, mustHave, isGoing });
  return isGoing;
}

/** Protects a volume, or lets it go when it is to be deleted and no claim has it. Gives whether it is going. */
export async function protectVolume(client: Client, volume: PersistentVolume): Promise<boolean> {
  const isGoing = !!volume.metadata?.deletionTimestamp;
  const mustHave = !isGoing || volume.status?.phase === 'Bound';
  await setFinalizer(client, resources.persistentVolumes, volume, { name: volumeFinalizer, mustHave, isGoing });
  return isGoing;
}

async function setFinalizer<T extends KubeObject>(
  client: Client,
  r: Resource<T>,
  object: T,
  { name, mustHave, isGoing }: { name: string; mustHave: boolean; isGoing: boolean },
): Promise<void> {
  const { uid, resourceVersion, finalizers = [] } = object.metadata ?? {};
  if (finalizers.includes(name) === mustHave || (mustHave && isGoing)) return;
  const next = mustHave ? [...finalizers, name] : finalizers.filter((other) => other !== name);
  const body = { metadata: { uid, resourceVersion, finalizers: next.length > 0 ? next : null } };
  try {
    await client.patch(r, splitKey(keyOf(object)), { type: 'merge', body });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
