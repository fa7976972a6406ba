// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Cache, controllerOf, type KubeObject, keyOf, type Pod, refKey } from '@kubevirt-ts/kube';
import { selectsObject } from '../label-selector.ts';

interface Owner extends KubeObject {
  spec?: { selector?: Parameters<typeof selectsObject>[0] };
}

/** The keys of the owners of a kind that a dependent concerns: who controls it, or, of an orphan, all who might take it. */
export function ownerKeys(kind: string, owners: Cache<Owner>): (object: Pod | KubeObject) => string[] {
  return (object) => {
    const namespace = object.metadata?.namespace;
    const owner = controllerOf(object);
    if (owner) return owner.kind === kind ? [refKey({ namespace, name: owner.name })] : [];
    if (object.metadata?.deletionTimestamp) return [];
    return owners
      .list()
      .filter((other) => selectsObject(other.spec?.selector, other.metadata?.namespace, object))
      .map(keyOf);
  };
}
