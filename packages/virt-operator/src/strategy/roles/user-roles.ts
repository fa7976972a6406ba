// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ClusterRole, ClusterRoleBinding, PolicyRule } from '@kubevirt-ts/kube';
import { read, rule, write, writeAll } from './rules.ts';

const core = 'kubevirt.io';
const sub = 'subresources.kubevirt.io';

const vmi = (verbs: string): string =>
  verbs
    .split(' ')
    .map((verb) => `virtualmachineinstances/${verb}`)
    .join(' ');
const vm = (verbs: string): string =>
  verbs
    .split(' ')
    .map((verb) => `virtualmachines/${verb}`)
    .join(' ');

const storedKinds = (verbs: readonly string[]): PolicyRule[] => [
  rule(
    core,
    'virtualmachines virtualmachineinstances virtualmachineinstancepresets virtualmachineinstancereplicasets',
    verbs,
  ),
  rule('snapshot.kubevirt.io', 'virtualmachinesnapshots virtualmachinesnapshotcontents virtualmachinerestores', verbs),
  rule('backup.kubevirt.io', 'virtualmachinebackups virtualmachinebackuptrackers', verbs),
  rule('export.kubevirt.io', 'virtualmachineexports', verbs),
  rule('clone.kubevirt.io', 'virtualmachineclones', verbs),
  rule(
    'instancetype.kubevirt.io',
    'virtualmachineinstancetypes virtualmachineclusterinstancetypes virtualmachinepreferences virtualmachineclusterpreferences',
    verbs,
  ),
  rule('pool.kubevirt.io', 'virtualmachinepools', verbs),
];

const look: PolicyRule[] = [
  rule(sub, vmi('guestosinfo filesystemlist userlist sev/fetchcertchain sev/querylaunchmeasurement objectgraph'), [
    'get',
  ]),
  rule(sub, vm('objectgraph expand-spec'), ['get']),
  rule(sub, 'expand-vm-spec', ['update']),
  rule(core, 'virtualmachineinstancemigrations', read),
  rule('migrations.kubevirt.io', 'migrationpolicies', read),
];

const operate: PolicyRule[] = [
  rule(sub, vmi('console vnc portforward usbredir'), ['get']),
  rule(sub, vm('portforward'), ['get']),
  rule(
    sub,
    vmi(
      'pause unpause addvolume removevolume freeze unfreeze softreboot reset sev/setupsession sev/injectlaunchsecret evacuate/cancel',
    ),
    ['update'],
  ),
  rule(sub, vm('start stop restart addvolume removevolume memorydump evacuate/cancel'), ['update']),
];

const kubevirts = rule(core, 'kubevirts', ['get', 'list']);

const role = (name: string, aggregateTo: string | undefined, aggregate: boolean, rules: PolicyRule[]): ClusterRole => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: {
    name,
    labels: {
      'kubevirt.io': '',
      ...(aggregateTo ? { [`rbac.authorization.k8s.io/aggregate-to-${aggregateTo}`]: String(aggregate) } : {}),
    },
  },
  rules,
});

const bootstrap = {
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
};

const boundToEveryone = (roleName: string): ClusterRoleBinding => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: roleName, labels: { 'kubevirt.io': '' }, annotations: bootstrap.annotations },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:authenticated' }],
});

/** The ClusterRoles for people, as KubeVirt has them; `aggregate` false keeps them out of Kubernetes' own admin, edit and view. */
export const userRoles = (aggregate: boolean): ClusterRole[] => {
  const everyone = role('kubevirt.io:default', undefined, aggregate, [
    kubevirts,
    rule(sub, 'version guestfs', ['get']),
  ]);
  return [
    {
      ...everyone,
      metadata: {
        ...everyone.metadata,
        labels: { ...everyone.metadata?.labels, ...bootstrap.labels },
        annotations: bootstrap.annotations,
      },
    },
    role('kubevirt.io:admin', 'admin', aggregate, [
      ...operate,
      rule(sub, vmi('vnc/screenshot'), ['get']),
      ...look,
      ...storedKinds(writeAll),
      rule('plugin.kubevirt.io', 'plugins', writeAll),
    ]),
    role('kubevirt.io:edit', 'edit', aggregate, [...operate, ...look, kubevirts, ...storedKinds(write)]),
    role('kubevirt.io:view', 'view', aggregate, [
      ...look,
      kubevirts,
      ...storedKinds(read),
      rule('plugin.kubevirt.io', 'plugins', read),
    ]),
    role('kubevirt.io:migrate', undefined, aggregate, [
      rule(sub, vm('migrate'), ['update']),
      rule(core, 'virtualmachineinstancemigrations', writeAll),
    ]),
    role('instancetype.kubevirt.io:view', undefined, aggregate, [
      rule('instancetype.kubevirt.io', 'virtualmachineclusterinstancetypes virtualmachineclusterpreferences', read),
    ]),
  ];
};

/** What everyone who is logged in may do. */
export const userBindings = (): ClusterRoleBinding[] =>
  ['kubevirt.io:default', 'instancetype.kubevirt.io:view'].map(boundToEveryone);
