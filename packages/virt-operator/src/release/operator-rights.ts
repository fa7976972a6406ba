// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PolicyRule } from '@kubevirt-ts/kube';
import { componentRights } from '../strategy/roles/component-roles.ts';
import { read, rule, write, writeAll } from '../strategy/roles/rules.ts';
import { userRoles } from '../strategy/roles/user-roles.ts';

const unique = (rules: readonly PolicyRule[]): PolicyRule[] => [
  ...new Map(rules.map((entry) => [JSON.stringify(entry), entry])).values(),
];

/** The names of the secrets with certificates that the operator keeps; the only ones it may read. */
const certificateSecrets = [
  'kubevirt-ca',
  'kubevirt-operator-certs',
  'kubevirt-virt-api-certs',
  'kubevirt-controller-certs',
  'kubevirt-virt-handler-certs',
  'kubevirt-virt-handler-server-certs',
] as const;

/**
 * What the operator may do in the whole cluster: install and watch its own kinds of objects, and every right it hands out,
 * because nobody can give away what they do not have.
 */
export const operatorClusterRules = (): PolicyRule[] =>
  unique([
    rule('kubevirt.io', 'kubevirts', [...read, 'patch', 'update']),
    rule('kubevirt.io', 'kubevirts/status', ['patch', 'update']),
    rule('kubevirt.io', 'kubevirts/finalizers', ['update']),
    rule('apiextensions.k8s.io', 'customresourcedefinitions', write),
    rule('rbac.authorization.k8s.io', 'clusterroles clusterrolebindings', write),
    rule('admissionregistration.k8s.io', 'validatingwebhookconfigurations mutatingwebhookconfigurations', write),
    rule('apiregistration.k8s.io', 'apiservices', write),
    rule('', 'nodes', [...read, 'patch']),
    rule('', 'namespaces', [...read, 'patch']),
    rule('', 'events', ['create', 'patch']),
    ...componentRights.flatMap((rights) => rights.cluster),
    ...userRoles(true).flatMap((role) => role.rules ?? []),
  ]);

/** What the operator may do in the namespace it installs into. */
export const operatorNamespaceRules = (): PolicyRule[] =>
  unique([
    rule('', 'secrets', ['create', 'list', 'watch']),
    rule('', 'secrets', ['get', 'update', 'patch', 'delete'], certificateSecrets),
    rule('', 'configmaps serviceaccounts services', write),
    rule('apps', 'deployments daemonsets', write),
    rule('policy', 'poddisruptionbudgets', write),
    rule('rbac.authorization.k8s.io', 'roles rolebindings', write),
    rule('coordination.k8s.io', 'leases', write),
    rule('', 'pods', read),
    ...componentRights.flatMap((rights) => rights.namespace),
  ]);

/** What aggregates to a cluster's admins: everything about the KubeVirt object. */
export const administratorRules = (): PolicyRule[] => [rule('kubevirt.io', 'kubevirts', writeAll)];
