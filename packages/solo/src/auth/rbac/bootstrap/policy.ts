// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '@kubevirt-ts/kube';
import { componentRoles } from './component-roles.ts';
import { controllerRoles } from './controller-roles.ts';
import { allow, read, recordEvents } from './rule.ts';
import { type BootstrapRole, userRoles } from './user-roles.ts';

/** The roles and bindings that every cluster has from the start. */
export interface BootstrapPolicy {
  clusterRoles: ClusterRole[];
  clusterRoleBindings: ClusterRoleBinding[];
  roles: Role[];
  roleBindings: RoleBinding[];
}

const group = 'rbac.authorization.k8s.io';
const apiVersion = `${group}/v1`;
const leases = [
  allow('create get list update watch', 'coordination.k8s.io', 'leases'),
  allow('create get list update watch', 'coordination.k8s.io', 'leasecandidates'),
];

const groupBindings: Readonly<Record<string, string[]>> = {
  'cluster-admin': ['system:masters'],
  'system:monitoring': ['system:monitoring'],
  'system:discovery': ['system:authenticated'],
  'system:basic-user': ['system:authenticated'],
  'system:public-info-viewer': ['system:authenticated', 'system:unauthenticated'],
  'system:service-account-issuer-discovery': ['system:serviceaccounts'],
  'system:cluster-trust-bundle-discovery': ['system:serviceaccounts'],
  'system:node': [],
};
const userBindings: readonly [role: string, user: string][] = [
  ['system:node-proxier', 'system:kube-proxy'],
  ['system:kube-controller-manager', 'system:kube-controller-manager'],
  ['system:kube-scheduler', 'system:kube-scheduler'],
  ['system:volume-scheduler', 'system:kube-scheduler'],
];

/** Kubernetes' default policy. @upstream plugin/pkg/auth/authorizer/rbac/bootstrappolicy */
export function bootstrapPolicy(): BootstrapPolicy {
  const controllers = Object.entries(controllerRoles);
  return {
    clusterRoles: [
      ...[...userRoles, ...componentRoles].map(clusterRole),
      ...controllers.map(([name, rules]) => clusterRole({ name: controllerRole(name), rules: [...rules] })),
    ],
    clusterRoleBindings: [
      ...Object.entries(groupBindings).map(([name, groups]) => clusterBinding(name, groups.map(ofKind('Group')))),
      ...userBindings.map(([name, user]) => clusterBinding(name, [user].map(ofKind('User')))),
      clusterBinding('system:kube-dns', [account('kube-dns')]),
      ...controllers.map(([name]) => clusterBinding(controllerRole(name), [account(name)])),
    ],
    roles: namespacedRoles.map(({ namespace, name, rules }) => ({
      apiVersion,
      kind: 'Role',
      metadata: metadata(name, namespace),
      rules,
    })),
    roleBindings: namespacedBindings.map(({ namespace, name, role = name, subjects }) => ({
      apiVersion,
      kind: 'RoleBinding',
      metadata: metadata(name, namespace),
      roleRef: { apiGroup: group, kind: 'Role', name: role },
      subjects,
    })),
  };
}

const namespacedRoles: readonly { namespace: string; name: string; rules: PolicyRule[] }[] = [
  {
    namespace: 'kube-public',
    name: 'system:controller:bootstrap-signer',
    rules: [allow(read, 'core', 'configmaps'), allow('update', 'core', 'configmaps', 'cluster-info'), recordEvents],
  },
  {
    namespace: 'kube-system',
    name: 'extension-apiserver-authentication-reader',
    rules: [allow(read, 'core', 'configmaps', 'extension-apiserver-authentication')],
  },
  { namespace: 'kube-system', name: 'system::leader-locking-kube-controller-manager', rules: leases },
  { namespace: 'kube-system', name: 'system::leader-locking-kube-scheduler', rules: leases },
  { namespace: 'kube-system', name: 'system:controller:bootstrap-signer', rules: [allow(read, 'core', 'secrets')] },
  {
    namespace: 'kube-system',
    name: 'system:controller:cloud-provider',
    rules: [allow('create get list watch', 'core', 'configmaps')],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:token-cleaner',
    rules: [allow('delete get list watch', 'core', 'secrets'), recordEvents],
  },
];

type Subject = { apiGroup?: string; kind: string; name: string; namespace?: string };

const namespacedBindings: readonly { namespace: string; name: string; role?: string; subjects: Subject[] }[] = [
  { namespace: 'kube-public', name: 'system:controller:bootstrap-signer', subjects: [account('bootstrap-signer')] },
  {
    namespace: 'kube-system',
    name: 'system::extension-apiserver-authentication-reader',
    role: 'extension-apiserver-authentication-reader',
    subjects: ['system:kube-controller-manager', 'system:kube-scheduler'].map(ofKind('User')),
  },
  ...['kube-controller-manager', 'kube-scheduler'].map((name) => ({
    namespace: 'kube-system',
    name: `system::leader-locking-${name}`,
    subjects: [...[`system:${name}`].map(ofKind('User')), account(name)],
  })),
  ...['bootstrap-signer', 'cloud-provider', 'token-cleaner'].map((name) => ({
    namespace: 'kube-system',
    name: controllerRole(name),
    subjects: [account(name)],
  })),
];

function clusterRole({ name, rules, aggregates, aggregateTo }: BootstrapRole): ClusterRole {
  const label = (to: string) => ({ [`${group}/aggregate-to-${to}`]: 'true' });
  const { labels, ...rest } = metadata(name);
  return {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { ...rest, labels: { ...labels, ...(aggregateTo && label(aggregateTo)) } },
    ...(aggregates && { aggregationRule: { clusterRoleSelectors: [{ matchLabels: label(aggregates) }] } }),
    ...(rules && { rules }),
  };
}

function clusterBinding(role: string, subjects: Subject[]): ClusterRoleBinding {
  return {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: metadata(role),
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: role },
    ...(subjects.length && { subjects }),
  };
}

function metadata(name: string, namespace?: string) {
  return {
    name,
    ...(namespace && { namespace }),
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  };
}

function controllerRole(name: string): string {
  return `system:controller:${name}`;
}

function ofKind(kind: 'User' | 'Group'): (name: string) => Subject {
  return (name) => ({ apiGroup: group, kind, name });
}

function account(name: string): Subject {
  return { kind: 'ServiceAccount', name, namespace: 'kube-system' };
}
