// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type PolicyRule } from '@kubevirt-ts/kube';
import { forbidden, notFound } from '../../apiserver/errors.ts';
import type { Json, Strategy } from '../../apiserver/kind.ts';
import type { User } from '../../apiserver/request.ts';
import type { Authorizer } from '../authorizer.ts';
import type { BindingIndex, RoleRef } from './index-of-bindings.ts';
import type { RbacAuthorizer } from './rbac-authorizer.ts';
import { compacted, described, quotedList, uncovered } from './rules.ts';

type Admit = NonNullable<Strategy['admit']>;

const group = 'rbac.authorization.k8s.io';

/** Nobody gives rights they do not have: in-process admission of roles and of bindings, by plural name. */
export function escalationChecks(o: {
  rbac: RbacAuthorizer;
  index: BindingIndex;
  /** Decides who may `escalate` and `bind`. */
  authorizer: Authorizer;
}): { roles: Admit; clusterroles: Admit; rolebindings: Admit; clusterrolebindings: Admit } {
  const may = (user: User, verb: string, of: { resource: string; namespace: string; name: string }) =>
    user.groups.includes('system:masters') ||
    o.authorizer.authorize({ user, verb, group, subresource: '', isResource: true, path: '', ...of }).allowed;
  const confirm = (
    user: User,
    rules: readonly PolicyRule[],
    of: { plural: string; namespace: string; name: string },
  ) => {
    const { rules: owned, errors } = o.rbac.rulesOf(user, of.namespace);
    const missing = uncovered(owned, rules);
    if (missing.length === 0) return;
    const list = compacted(missing).map(described).sort().join('\n');
    const resolution = errors.length ? `; resolution errors: ${quotedList(errors)}` : '';
    const who = `user ${JSON.stringify(user.name)} (groups=${quotedList(user.groups)})`;
    const why = `${who} is attempting to grant RBAC permissions not currently held:\n${list}${resolution}`;
    throw forbidden({ group, plural: of.plural }, of.name, why);
  };

  const roleCheck =
    (plural: string): Admit =>
    (object, { old, request: { user } }) => {
      if (old && isDeepEqual(rightsOf(old), rightsOf(object))) return;
      const { namespace = '', name = '' } = object.metadata ?? {};
      if (may(user, 'escalate', { resource: plural, namespace, name })) return;
      confirm(user, rulesIn(object), { plural, namespace, name });
      // Whoever aggregates takes the rules of roles to come: only one who has everything may.
      if (object.aggregationRule) confirm(user, everything, { plural, namespace, name });
    };
  const bindingCheck =
    (plural: string): Admit =>
    (object, { old, request: { user } }) => {
      if (old && isDeepEqual(boundBy(old), boundBy(object))) return;
      const { namespace = '', name = '' } = object.metadata ?? {};
      const roleRef = object.roleRef as RoleRef;
      const resource = roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
      if (may(user, 'bind', { resource, namespace, name: roleRef.name })) return;
      const rules = o.index.rulesOf(roleRef, namespace);
      if (!rules) throw notFound({ group, plural: resource }, roleRef.name);
      confirm(user, rules, { plural, namespace, name });
    };

  return {
    roles: roleCheck('roles'),
    clusterroles: roleCheck('clusterroles'),
    rolebindings: bindingCheck('rolebindings'),
    clusterrolebindings: bindingCheck('clusterrolebindings'),
  };
}

const everything: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];

function rulesIn(object: Json): readonly PolicyRule[] {
  return (object.rules as PolicyRule[] | null | undefined) ?? [];
}

function rightsOf(role: Json): unknown {
  return [role.rules ?? [], role.aggregationRule ?? null];
}

function boundBy(binding: Json): unknown {
  return [binding.subjects ?? [], binding.roleRef];
}
