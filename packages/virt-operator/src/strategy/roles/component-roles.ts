// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type {
  ClusterRole,
  ClusterRoleBinding,
  KubeObject,
  PolicyRule,
  Role,
  RoleBinding,
  ServiceAccount,
} from '@kubevirt-ts/kube';
import { read, rule } from './rules.ts';

/** What one program may do in the whole cluster and in the namespace it runs in. */
export interface ComponentRights {
  account: string;
  cluster: PolicyRule[];
  namespace: PolicyRule[];
}

const core = 'kubevirt.io';
const leases = rule('coordination.k8s.io', 'leases', ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']);

/**
 * The rights of the programs that are installed, each with the calls that need them.
 * @differs single verbs on single resources where KubeVirt gives its controller everything in its own and CDI's groups
 */
export const componentRights: readonly ComponentRights[] = [
  {
    account: 'kubevirt-apiserver',
    cluster: [
      rule(core, 'kubevirts', read),
      rule(core, 'virtualmachines virtualmachineinstances', [...read, 'patch', 'update']),
      rule(core, 'virtualmachines/status', ['patch', 'update']),
      rule(core, 'virtualmachineinstancemigrations', [...read, 'create', 'patch', 'delete']),
      rule(core, 'virtualmachineinstancepresets', ['list', 'watch']),
      rule('', 'pods', ['get', 'list', 'watch', 'delete', 'patch']),
      rule('', 'nodes namespaces persistentvolumeclaims', read),
      rule('authorization.k8s.io', 'subjectaccessreviews', ['create']),
      rule('', 'configmaps', read, ['extension-apiserver-authentication']),
    ],
    namespace: [],
  },
  {
    account: 'kubevirt-controller',
    cluster: [
      rule(core, 'kubevirts', read),
      rule(core, 'kubevirts/status', ['patch']),
      rule(core, 'virtualmachines', [...read, 'update', 'patch']),
      rule(core, 'virtualmachines/status virtualmachines/finalizers', ['update', 'patch']),
      rule(core, 'virtualmachineinstances', [...read, 'create', 'update', 'patch', 'delete']),
      rule(core, 'virtualmachineinstances/finalizers', ['update']),
      rule(core, 'virtualmachineinstancemigrations', [...read, 'create', 'update', 'patch', 'delete']),
      rule(core, 'virtualmachineinstancemigrations/status virtualmachineinstancemigrations/finalizers', [
        'update',
        'patch',
      ]),
      rule('', 'pods', [...read, 'create', 'update', 'patch', 'delete']),
      rule('', 'pods/status', ['patch']),
      rule('', 'pods/finalizers', ['update']),
      rule('', 'pods/eviction', ['create']),
      rule('', 'nodes', [...read, 'patch']),
      rule('', 'namespaces persistentvolumeclaims', read),
      rule('', 'events', ['create', 'update', 'patch']),
      rule('apps', 'controllerrevisions', [...read, 'create', 'delete']),
      rule('policy', 'poddisruptionbudgets', [...read, 'create', 'patch', 'delete']),
    ],
    namespace: [leases],
  },
  {
    account: 'kubevirt-handler',
    cluster: [
      rule(core, 'kubevirts', read),
      rule(core, 'virtualmachineinstances', [...read, 'update', 'patch']),
      rule('', 'nodes', [...read, 'patch']),
      rule('', 'pods', read),
      rule('', 'events', ['create', 'patch', 'update']),
    ],
    namespace: [],
  },
];

const rbac = 'rbac.authorization.k8s.io';
const apiVersion = `${rbac}/v1`;
const labels = { 'kubevirt.io': '' };

const objectsOf = ({ account, cluster, namespace: namespaced }: ComponentRights, namespace: string): KubeObject[] => {
  const subjects = [{ kind: 'ServiceAccount', name: account, namespace }];
  const accounts: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: account, namespace, labels },
  };
  const clusterRole: ClusterRole = {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name: account, labels },
    rules: cluster,
  };
  const clusterBinding: ClusterRoleBinding = {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name: account, labels },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: account },
    subjects,
  };
  const role: Role = { apiVersion, kind: 'Role', metadata: { name: account, namespace, labels }, rules: namespaced };
  const binding: RoleBinding = {
    apiVersion,
    kind: 'RoleBinding',
    metadata: { name: account, namespace, labels },
    roleRef: { apiGroup: rbac, kind: 'Role', name: account },
    subjects,
  };
  return [accounts, clusterRole, clusterBinding, ...(namespaced.length > 0 ? [role, binding] : [])];
};

/** Service accounts of the programs with their roles and bindings. */
export const componentPermissions = (namespace: string): KubeObject[] =>
  componentRights.flatMap((rights) => objectsOf(rights, namespace));

const kindsInOrder = ['ServiceAccount', 'ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding'];

/** Permissions in the order in which they are written: nothing is bound before it exists. */
export const rolesFirst = (objects: readonly KubeObject[]): KubeObject[] =>
  kindsInOrder.flatMap((kind) => objects.filter((object) => object.kind === kind));
