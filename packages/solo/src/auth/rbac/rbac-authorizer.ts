// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PolicyRule } from '@kubevirt-ts/kube';
import type { User } from '../../apiserver/request.ts';
import type { Attributes, Authorizer, Decision } from '../authorizer.ts';
import type { BindingIndex } from './index-of-bindings.ts';
import { isAllowedBy } from './rules.ts';

/** What somebody may do by roles. */
export interface RbacAuthorizer extends Authorizer {
  /** All that a user may do in a namespace (empty: in the whole cluster), and which roles bound to them do not exist. */
  rulesOf(user: User, namespace: string): { rules: PolicyRule[]; errors: string[] };
}

interface CompiledGrant {
  namespace: string;
  description: string;
  rules: readonly PolicyRule[];
  /** Set when the role does not exist. */
  missing?: string;
}

const usersCap = 1000;
const nothing: readonly CompiledGrant[] = [];

/** Decides by the roles and bindings of an index; what applies to a user is remembered until any of them changes. */
export function rbacAuthorizer(index: BindingIndex): RbacAuthorizer {
  const users = new Map<string, Map<string, CompiledGrant[]>>();
  let generation = -1;

  const compiled = (user: User) => {
    if (generation !== index.generation) {
      users.clear();
      generation = index.generation;
    }
    const key = `${user.name}\n${user.groups.join('\n')}`;
    const known = users.get(key);
    if (known) return known;
    const byNamespace = new Map<string, CompiledGrant[]>();
    for (const { namespace, roleRef, description } of index.grantsOf(user)) {
      const rules = index.rulesOf(roleRef, namespace);
      const grant: CompiledGrant = { namespace, description, rules: rules ?? [] };
      if (!rules) {
        grant.missing = `${roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(roleRef.name)} not found`;
      }
      const grants = byNamespace.get(namespace);
      if (grants) grants.push(grant);
      else byNamespace.set(namespace, [grant]);
    }
    if (users.size >= usersCap) users.clear();
    users.set(key, byNamespace);
    return byNamespace;
  };
  const grantsFor = (user: User, namespace: string): readonly CompiledGrant[] => {
    const byNamespace = compiled(user);
    const everywhere = byNamespace.get('') ?? nothing;
    const here = namespace ? byNamespace.get(namespace) : undefined;
    return here ? [...everywhere, ...here] : everywhere;
  };

  return {
    authorize: (a) => decide(grantsFor(a.user, a.isResource ? a.namespace : ''), a),
    rulesOf(user, namespace) {
      const grants = grantsFor(user, namespace);
      return {
        rules: grants.flatMap(({ rules }) => rules),
        errors: grants.flatMap(({ missing }) => (missing ? [missing] : [])),
      };
    },
  };
}

function decide(grants: readonly CompiledGrant[], a: Attributes): Decision {
  const missing: string[] = [];
  for (const grant of grants) {
    if (grant.missing) missing.push(grant.missing);
    for (const rule of grant.rules) {
      if (isAllowedBy(rule, a)) return { allowed: true, reason: `RBAC: allowed by ${grant.description}` };
    }
  }
  const unique = [...new Set(missing)];
  if (unique.length === 0) return { allowed: false, reason: '' };
  return { allowed: false, reason: `RBAC: ${unique.length === 1 ? unique[0] : `[${unique.join(', ')}]`}` };
}
