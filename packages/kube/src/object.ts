// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ObjectMeta, OwnerReference } from '@kubevirt-ts/api';

/** What every Kubernetes object has. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

/** Names one object of a kind known from elsewhere. */
export interface Ref {
  namespace?: string;
  name: string;
}

/** The key a cache and a queue know an object by: `namespace/name`, or `name` when it has no namespace. */
export function keyOf(object: KubeObject): string {
  return refKey({ namespace: object.metadata?.namespace, name: object.metadata?.name ?? '' });
}

/** The key of the object a Ref names. */
export function refKey(ref: Ref): string {
  return ref.namespace ? `${ref.namespace}/${ref.name}` : ref.name;
}

/** The Ref a key stands for. */
export function splitKey(key: string): Ref {
  const slash = key.indexOf('/');
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The owner that controls an object, if one does. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata?.ownerReferences?.find((owner) => owner.controller === true);
}

/** Whether `owner`, by uid, is the controller of `object`. */
export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  const uid = owner.metadata?.uid;
  return uid !== undefined && controllerOf(object)?.uid === uid;
}

/** An owner reference by which `owner` controls what carries it and, while it exists, is deleted last. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion ?? '',
    kind: owner.kind ?? '',
    name: owner.metadata?.name ?? '',
    uid: owner.metadata?.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}
