// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiError, PolicyRule } from '@kubevirt-ts/kube';
import { apiRequest, testStore } from '../../../test/auth-world.ts';
import type { Json } from '../../apiserver/kind.ts';
import type { User } from '../../apiserver/request.ts';
import { type Attributes, attributesOf, forbiddenBy, privilegedGroup, union } from '../authorizer.ts';
import { collections } from '../stored.ts';
import { bootstrapPolicy } from './bootstrap/policy.ts';
import { completed } from './bootstrap/reconcile.ts';
import { escalationChecks } from './escalation.ts';
import { bindingIndex } from './index-of-bindings.ts';
import { rbacAuthorizer } from './rbac-authorizer.ts';
import { isAllowedBy } from './rules.ts';

const account: User = {
  name: 'system:serviceaccount:ns:a',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:ns', 'system:authenticated'],
};

function world() {
  const store = testStore();
  const index = bindingIndex(store);
  const rbac = rbacAuthorizer(index);
  const put = (collection: keyof typeof collections, name: string, of: object, namespace?: string) =>
    store.put1(collections[collection], { metadata: { name, ...(namespace && { namespace }) }, ...of });
  const decide = (user: User, method: string, url: string) =>
    rbac.authorize(attributesOf(apiRequest(method, url, { user })));
  return { store, index, rbac, put, decide };
}

const roleRef = (kind: string, name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name });
const subject = { kind: 'ServiceAccount', name: 'a', namespace: 'ns' };
const rule = (verbs: string, resources: string, more: Partial<PolicyRule> = {}): PolicyRule => ({
  apiGroups: [''],
  verbs: verbs.split(' '),
  resources: resources.split(' '),
  ...more,
});

test('rules match verbs, groups, resources, subresources, names and paths', () => {
  const ask = (of: PolicyRule, a: Partial<Attributes>) =>
    isAllowedBy(of, {
      user: account,
      isResource: true,
      verb: 'get',
      group: '',
      resource: 'pods',
      subresource: '',
      namespace: 'ns',
      name: 'x',
      path: '',
      ...a,
    });
  assert.ok(ask(rule('get', 'pods'), {}));
  assert.ok(!ask(rule('list', 'pods'), {}));
  assert.ok(!ask(rule('get', 'pods'), { subresource: 'log' }));
  assert.ok(ask(rule('*', '*'), { subresource: 'log' }));
  assert.ok(ask(rule('get', '*/log'), { subresource: 'log' }));
  assert.ok(!ask(rule('get', 'pods'), { group: 'apps' }));
  assert.ok(ask(rule('get', 'pods', { resourceNames: ['x'] }), {}));
  assert.ok(!ask(rule('get', 'pods', { resourceNames: ['y'] }), {}));
  const paths = { verbs: ['get'], nonResourceURLs: ['/healthz', '/api/*'] };
  const path = (of: string) => ask(paths, { isResource: false, path: of });
  assert.deepEqual([path('/healthz'), path('/healthz/x'), path('/api/v1'), path('/api')], [true, false, true, false]);
});

test('bindings apply where they are, and what changes applies at once', async () => {
  const { put, decide, store } = world();
  const list = () => decide(account, 'GET', '/api/v1/namespaces/ns/pods');
  assert.deepEqual(list(), { allowed: false, reason: '' });
  const binding = await put('roleBindings', 'rb', { roleRef: roleRef('Role', 'r'), subjects: [subject] }, 'ns');
  assert.deepEqual(list(), { allowed: false, reason: 'RBAC: role.rbac.authorization.k8s.io "r" not found' });
  const attributes = attributesOf(apiRequest('GET', '/api/v1/namespaces/ns/pods', { user: account }));
  assert.equal(
    forbiddenBy(attributes, 'RBAC: x').message,
    'pods is forbidden: User "system:serviceaccount:ns:a" cannot list resource "pods" in API group "" in the namespace "ns": RBAC: x',
  );
  await put('roles', 'r', { rules: [rule('list', 'pods')] }, 'ns');
  assert.deepEqual(list(), {
    allowed: true,
    reason: 'RBAC: allowed by RoleBinding "rb/ns" of Role "r" to ServiceAccount "a/ns"',
  });
  assert.equal(decide(account, 'GET', '/api/v1/namespaces/other/pods').allowed, false);
  assert.equal(decide(account, 'GET', '/api/v1/pods').allowed, false);
  await store.remove1(collections.roleBindings, binding);
  assert.equal(list().allowed, false);

  await put('clusterRoles', 'reader', { rules: [rule('list', 'pods'), { verbs: ['get'], nonResourceURLs: ['/x'] }] });
  await put('clusterRoleBindings', 'all', {
    roleRef: roleRef('ClusterRole', 'reader'),
    subjects: [{ kind: 'Group', name: 'system:serviceaccounts' }],
  });
  assert.equal(
    decide(account, 'GET', '/api/v1/pods').reason,
    'RBAC: allowed by ClusterRoleBinding "all" of ClusterRole "reader" to Group "system:serviceaccounts"',
  );
  assert.equal(decide(account, 'GET', '/x').allowed, true);
  await put('clusterRoleBindings', 'all', { roleRef: roleRef('ClusterRole', 'reader'), subjects: [] });
  assert.equal(list().allowed, false);
});

test('nobody grants what they do not have, unless they may escalate or bind', async () => {
  const { put, index, rbac } = world();
  const checks = escalationChecks({ rbac, index, authorizer: union([privilegedGroup, rbac]) });
  await put('roles', 'r', { rules: [rule('get list', 'pods configmaps')] }, 'ns');
  await put('roleBindings', 'rb', { roleRef: roleRef('Role', 'r'), subjects: [subject] }, 'ns');
  const attempt = async (check: keyof typeof checks, object: object, user = account) => {
    const metadata = { name: 'x', namespace: 'ns' };
    const request = apiRequest('POST', '/x', { user });
    try {
      await checks[check]({ metadata, ...object } as Json, { request, dryRun: false });
      return undefined;
    } catch (error) {
      return (error as ApiError).message;
    }
  };
  assert.equal(await attempt('roles', { rules: [rule('get', 'pods')] }), undefined);
  assert.equal(
    await attempt('roles', {
      rules: [
        rule('get list delete', 'pods secrets'),
        rule('get list delete', 'deployments', { apiGroups: ['apps'] }),
        rule('get', 'secrets', { resourceNames: ['a', 'b'] }),
      ],
    }),
    `roles.rbac.authorization.k8s.io "x" is forbidden: user "system:serviceaccount:ns:a" (groups=["system:serviceaccounts" "system:serviceaccounts:ns" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}
{APIGroups:[""], Resources:["secrets"], ResourceNames:["a"], Verbs:["get"]}
{APIGroups:[""], Resources:["secrets"], ResourceNames:["b"], Verbs:["get"]}
{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list" "delete"]}
{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list" "delete"]}`,
  );
  const admin = { name: 'admin', groups: ['system:masters'] };
  const everything = { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] };
  assert.equal(await attempt('clusterroles', everything, admin), undefined);
  assert.match((await attempt('clusterroles', { aggregationRule: {}, rules: null })) ?? '', /not currently held/);
  const bind = (name: string) => attempt('rolebindings', { roleRef: roleRef('ClusterRole', name) });
  assert.equal(await bind('absent'), 'clusterroles.rbac.authorization.k8s.io "absent" not found');
  await put('clusterRoles', 'secrets', { rules: [rule('get', 'secrets')] });
  assert.match((await bind('secrets')) ?? '', /^rolebindings.rbac.authorization.k8s.io "x" is forbidden: user/);
  const more = [
    rule('get list', 'pods configmaps'),
    { ...rule('bind', 'clusterroles'), apiGroups: ['rbac.authorization.k8s.io'], resourceNames: ['secrets'] },
  ];
  await put('roles', 'r', { rules: more }, 'ns');
  assert.equal(await bind('secrets'), undefined);
});

test('the default policy has Kubernetes’ roles, and lacks of a cluster are filled in, not taken away', () => {
  const policy = bootstrapPolicy();
  const names = policy.clusterRoles.map(({ metadata }) => metadata?.name);
  assert.equal(new Set(names).size, names.length);
  for (const {
    roleRef: { name },
  } of policy.clusterRoleBindings)
    assert.ok(names.includes(name), name);
  const edit = policy.clusterRoles.find(({ metadata }) => metadata?.name === 'edit');
  assert.deepEqual(edit?.metadata?.labels, {
    'kubernetes.io/bootstrapping': 'rbac-defaults',
    'rbac.authorization.k8s.io/aggregate-to-admin': 'true',
  });
  assert.deepEqual(edit?.aggregationRule, {
    clusterRoleSelectors: [{ matchLabels: { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' } }],
  });
  const view = policy.clusterRoles.find(({ metadata }) => metadata?.name === 'system:kube-dns');
  assert.ok(view);
  const changed = { ...view, rules: [rule('list', 'services'), rule('get', 'secrets')] };
  const next = completed(changed, view);
  assert.deepEqual(next.rules?.slice(0, 2), changed.rules);
  assert.deepEqual(
    next.rules?.slice(2).map(({ resources, verbs }) => [resources, verbs]),
    [
      [['endpoints'], ['list']],
      [['endpoints'], ['watch']],
      [['services'], ['watch']],
    ],
  );
  assert.deepEqual(completed(view, view), view);
});
