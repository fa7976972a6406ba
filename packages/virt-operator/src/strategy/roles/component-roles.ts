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
const leases = rule('coordination.k8s.io', 'leases', ['get', 'create', 'update']);
const events = rule('', 'events', ['create', 'patch']);

/**
 * The rights of the programs that are installed: what they watch, and then their single calls. Whoever adds a call to a
 * program adds its right here; the operator's own rights follow.
 * @differs single verbs on single resources where KubeVirt gives its controller everything in its own and CDI's groups
 */
export const componentRights: readonly ComponentRights[] = [
  {
    account: 'kubevirt-apiserver',
    cluster: [
      rule(
        core,
        'kubevirts virtualmachineinstances virtualmachineinstancemigrations virtualmachineinstancepresets',
        read,
      ),
      rule(core, 'virtualmachines', ['get', 'patch']),
      rule(core, 'virtualmachines/status virtualmachineinstances', ['patch']),
      rule('', 'pods', ['get']),
      rule('authorization.k8s.io', 'subjectaccessreviews', ['create']),
      rule('', 'configmaps', read, ['extension-apiserver-authentication']),
    ],
    namespace: [rule('', 'pods', ['list'])],
  },
  {
    account: 'kubevirt-controller',
    cluster: [
      rule(core, 'kubevirts virtualmachines virtualmachineinstances', read),
      rule('', 'pods nodes persistentvolumeclaims', read),
      rule(core, 'virtualmachines virtualmachines/status kubevirts/status', ['patch']),
      rule(core, 'virtualmachineinstances', ['create', 'patch', 'delete']),
      // To own what it makes, where the cluster asks for it.
      rule(core, 'virtualmachines/finalizers virtualmachineinstances/finalizers', ['update']),
      rule('', 'pods', ['create', 'delete']),
      rule('', 'pods/status nodes', ['patch']),
      rule('apps', 'controllerrevisions', ['get', 'list', 'create', 'delete']),
      events,
    ],
    namespace: [leases],
  },
  {
    account: 'kubevirt-handler',
    cluster: [
      rule(core, 'kubevirts virtualmachineinstances', read),
      rule('', 'nodes', read),
      rule(core, 'virtualmachineinstances', ['patch']),
      rule('', 'nodes', ['patch']),
      rule('', 'pods', ['get']),
      events,
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
