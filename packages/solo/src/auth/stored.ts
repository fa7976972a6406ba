// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject, Ref } from '@kubevirt-ts/kube';
import { refKey } from '@kubevirt-ts/kube';
import type { Store } from '../store/store.ts';

/** Where the store keeps the objects that decide who may do what. */
export const collections = {
  pods: '/pods',
  nodes: '/nodes',
  secrets: '/secrets',
  services: '/services',
  endpoints: '/endpoints',
  serviceAccounts: '/serviceaccounts',
  claims: '/persistentvolumeclaims',
  clusterRoles: 'rbac.authorization.k8s.io/clusterroles',
  clusterRoleBindings: 'rbac.authorization.k8s.io/clusterrolebindings',
  roles: 'rbac.authorization.k8s.io/roles',
  roleBindings: 'rbac.authorization.k8s.io/rolebindings',
  endpointSlices: 'discovery.k8s.io/endpointslices',
  apiServices: 'apiregistration.k8s.io/apiservices',
} as const;

/** An object as the store has it now. */
export function stored<T extends KubeObject>(store: Store, collection: string, ref: Ref): T | undefined {
  const found = store.get(collection, refKey(ref));
  return found && (JSON.parse(found.json) as T);
}

/** All objects of a collection, or of one namespace of it, as the store has them now. */
export function allStored<T extends KubeObject>(store: Store, collection: string, namespace?: string): T[] {
  return store.list(collection, { namespace }).items.map(({ json }) => JSON.parse(json) as T);
}
