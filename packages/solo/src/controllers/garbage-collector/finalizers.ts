// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject } from '@kubevirt-ts/kube';

/** On an object that is to go after its dependents. */
export const foreground = 'foregroundDeletion';
/** On an object whose dependents are to stay. */
export const orphan = 'orphan';

/** Whether an object has been deleted and waits for its dependents to go first. */
export function isDraining(object: KubeObject): boolean {
  return isGoing(object) && has(object, foreground);
}

/** Whether an object has been deleted and waits for its dependents to be let go. */
export function isOrphaning(object: KubeObject): boolean {
  return isGoing(object) && has(object, orphan);
}

/** Whether an object carries a finalizer. */
export function has(object: KubeObject, finalizer: string): boolean {
  return object.metadata?.finalizers?.includes(finalizer) === true;
}

function isGoing(object: KubeObject): boolean {
  return object.metadata?.deletionTimestamp !== undefined && object.metadata.deletionTimestamp !== null;
}
