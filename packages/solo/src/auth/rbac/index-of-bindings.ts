// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '@kubevirt-ts/kube';
import type { User } from '../../apiserver/request.ts';
import type { Store } from '../../store/store.ts';
import { allStored, collections } from '../stored.ts';

/** What a role is named by. */
export interface RoleRef {
  kind: string;
  name: string;
}

/** A binding that applies to somebody. */
interface Grant {
  /** Empty: everywhere. */
  namespace: string;
  roleRef: RoleRef;
  /** As decisions name it: `ClusterRoleBinding "a" of ClusterRole "b" to Group "c"`. */
  description: string;
}

/** The roles and bindings of a store, found by subject; it follows the store. */
export interface BindingIndex {
  /** The bindings that apply to a user, those of the whole cluster first. */
  grantsOf(user: Pick<User, 'name' | 'groups'>): Grant[];
  /** The rules of a role; undefined when there is none. */
  rulesOf(ref: RoleRef, namespace: string): readonly PolicyRule[] | undefined;
  /** Counts changes: what was made from the index with another number is out of date. */
  readonly generation: number;
}

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

/** Indexes the roles and bindings of a store. */
export function bindingIndex(store: Store): BindingIndex {
  const roles = new Map<string, readonly PolicyRule[]>();
  const bindings = new Map<string, { subjects: string[] }>();
  const bySubject = new Map<string, Map<string, Grant>>();
  let generation = 0;

  const putRole = (role: Role | ClusterRole) => {
    roles.set(roleKey(role.metadata?.namespace ?? '', role.metadata?.name ?? ''), role.rules ?? []);
  };
  const removeBinding = (key: string) => {
    for (const subject of bindings.get(key)?.subjects ?? []) {
      const grants = bySubject.get(subject);
      grants?.delete(key);
      if (grants?.size === 0) bySubject.delete(subject);
    }
    bindings.delete(key);
  };
  const putBinding = (binding: RoleBinding | ClusterRoleBinding) => {
    const { namespace = '', name = '' } = binding.metadata ?? {};
    const key = roleKey(namespace, name);
    removeBinding(key);
    const subjects: string[] = [];
    for (const subject of (binding.subjects ?? []) as Subject[]) {
      const subjectKey = keyOfSubject(subject, namespace);
      if (bySubject.get(subjectKey)?.has(key)) continue;
      const grants = bySubject.get(subjectKey) ?? new Map<string, Grant>();
      bySubject.set(subjectKey, grants);
      grants.set(key, { namespace, roleRef: binding.roleRef, description: describe(binding, subject) });
      subjects.push(subjectKey);
    }
    bindings.set(key, { subjects });
  };

  for (const collection of [collections.clusterRoles, collections.roles]) {
    for (const role of allStored<Role>(store, collection)) putRole(role);
  }
  for (const collection of [collections.clusterRoleBindings, collections.roleBindings]) {
    for (const binding of allStored<RoleBinding>(store, collection)) putBinding(binding);
  }
  store.onEvent(({ type, collection, object }) => {
    const { namespace = '', name = '' } = object.metadata ?? {};
    if (collection === collections.clusterRoles || collection === collections.roles) {
      if (type === 'DELETED') roles.delete(roleKey(namespace, name));
      else putRole(object as unknown as Role);
    } else if (collection === collections.clusterRoleBindings || collection === collections.roleBindings) {
      if (type === 'DELETED') removeBinding(roleKey(namespace, name));
      else putBinding(object as unknown as RoleBinding);
    } else return;
    generation += 1;
  });

  return {
    get generation() {
      return generation;
    },
    grantsOf({ name, groups }) {
      const keys = [`User\n${name}`, ...groups.map((group) => `Group\n${group}`)];
      const found = new Map<string, Grant>();
      for (const key of keys) {
        for (const [binding, grant] of bySubject.get(key) ?? []) if (!found.has(binding)) found.set(binding, grant);
      }
      return [...found.values()].sort((a, b) => Number(a.namespace !== '') - Number(b.namespace !== ''));
    },
    rulesOf: ({ kind, name }, namespace) => roles.get(roleKey(kind === 'ClusterRole' ? '' : namespace, name)),
  };
}

function roleKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

function keyOfSubject({ kind, name, namespace }: Subject, ofBinding: string): string {
  if (kind === 'ServiceAccount') return `User\nsystem:serviceaccount:${namespace || ofBinding}:${name}`;
  return `${kind}\n${name}`;
}

function describe(binding: RoleBinding | ClusterRoleBinding, subject: Subject): string {
  const { namespace, name } = binding.metadata ?? {};
  const what = namespace ? `RoleBinding "${name}/${namespace}"` : `ClusterRoleBinding "${name}"`;
  const who = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace || namespace}` : subject.name;
  const { kind, name: role } = binding.roleRef;
  return `${what} of ${kind} ${JSON.stringify(role)} to ${subject.kind} ${JSON.stringify(who)}`;
}
