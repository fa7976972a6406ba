// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { covers, missingGrants, type PolicyRule } from './permissions.ts';
import { apiReplicas } from './replicas.ts';

const rule = (group: string, resource: string, verbs: string, names?: string[]): PolicyRule => ({
  apiGroups: [group],
  resources: [resource],
  verbs: verbs.split(' '),
  ...(names ? { resourceNames: names } : {}),
});

test('a list of rules covers another when it gives every right of it', () => {
  const held = [rule('', 'pods', 'get list'), rule('apps', '*', 'get'), rule('', 'secrets', 'get', ['one'])];
  assert.ok(covers(held, [rule('', 'pods', 'get'), rule('apps', 'deployments', 'get')]));
  assert.ok(covers([rule('*', '*', '*')], held));
  assert.ok(covers(held, [rule('', 'secrets', 'get', ['one'])]));
  assert.ok(!covers(held, [rule('', 'secrets', 'get')]), 'one name is not all names');
  assert.ok(covers([rule('', 'secrets', 'get')], held.slice(2)), 'all names are one name as well');
  assert.deepEqual(missingGrants(held, [rule('', 'pods', 'get delete')]), [
    { group: '', resource: 'pods', name: '', verb: 'delete' },
  ]);
});

test('URLs are rights of their own', () => {
  const url: PolicyRule = { nonResourceURLs: ['/metrics'], verbs: ['get'] };
  assert.ok(!covers([rule('*', '*', 'get')].slice(1), [url]));
  assert.ok(covers([url], [url]));
});

test('replicas of virt-api', () => {
  assert.deepEqual([0, 1, 5, 10, 50, 1000].map(apiReplicas), [2, 1, 2, 2, 5, 100]);
});
