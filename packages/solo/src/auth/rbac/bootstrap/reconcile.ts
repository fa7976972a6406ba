// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Client,
  isDeepEqual,
  type KubeObject,
  keyOf,
  type PolicyRule,
  type Resource,
  resources,
} from '@kubevirt-ts/kube';
import { uncovered } from '../rules.ts';
import { bootstrapPolicy } from './policy.ts';

interface PolicyObject extends KubeObject {
  rules?: PolicyRule[] | null;
  aggregationRule?: unknown;
  roleRef?: unknown;
  subjects?: { kind: string; name: string; namespace?: string }[] | null;
}

const autoupdate = 'rbac.authorization.kubernetes.io/autoupdate';

/**
 * Makes the roles and bindings that every cluster has: what is absent is created; of what is there, missing rules and
 * subjects are added unless its annotation forbids it, and a binding to another role is replaced. Says how many were written.
 * @upstream plugin/pkg/auth/authorizer/rbac/bootstrappolicy, component-helpers/auth/rbac/reconciliation
 */
export async function reconcilePolicy(client: Client): Promise<number> {
  const policy = bootstrapPolicy();
  const written = await Promise.all([
    reconcile(client, resources.clusterRoles as Resource<PolicyObject>, policy.clusterRoles as PolicyObject[]),
    reconcile(client, resources.roles as Resource<PolicyObject>, policy.roles as PolicyObject[]),
    reconcile(
      client,
      resources.clusterRoleBindings as Resource<PolicyObject>,
      policy.clusterRoleBindings as PolicyObject[],
    ),
    reconcile(client, resources.roleBindings as Resource<PolicyObject>, policy.roleBindings as PolicyObject[]),
  ]);
  return written.reduce((sum, count) => sum + count, 0);
}

async function reconcile(client: Client, r: Resource<PolicyObject>, wanted: PolicyObject[]): Promise<number> {
  const { items } = await client.list(r);
  const known = new Map(items.map((item) => [keyOf(item), item]));
  const written = await Promise.all(
    wanted.map(async (object) => {
      const existing = known.get(keyOf(object));
      if (!existing) await client.create(r, object);
      else if (existing.metadata?.annotations?.[autoupdate] === 'false') return 0;
      else if (!isDeepEqual(existing.roleRef, object.roleRef)) {
        await client.delete(r, { namespace: object.metadata?.namespace, name: object.metadata?.name ?? '' });
        await client.create(r, object);
      } else {
        const next = completed(existing, object);
        if (isDeepEqual(next, existing)) return 0;
        await client.update(r, next);
      }
      return 1;
    }),
  );
  return written.reduce<number>((sum, count) => sum + count, 0);
}

/** What is there, with what it lacks of what is wanted. */
export function completed<T extends PolicyObject>(existing: T, wanted: T): T {
  const { annotations, labels } = existing.metadata ?? {};
  const next: T = {
    ...existing,
    metadata: {
      ...existing.metadata,
      annotations: { ...wanted.metadata?.annotations, ...annotations },
      labels: { ...wanted.metadata?.labels, ...labels },
    },
  };
  if (wanted.aggregationRule && !existing.aggregationRule) next.aggregationRule = wanted.aggregationRule;
  const rules = uncovered(existing.rules ?? [], wanted.rules ?? []);
  if (rules.length > 0) next.rules = [...(existing.rules ?? []), ...rules];
  const isSame = (a: object, b: object) => isDeepEqual({ apiGroup: '', ...a }, { apiGroup: '', ...b });
  const subjects = (wanted.subjects ?? []).filter((one) => !existing.subjects?.some((other) => isSame(one, other)));
  if (subjects.length > 0) next.subjects = [...(existing.subjects ?? []), ...subjects];
  return next;
}
