// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, quiet } from '@kubevirt-ts/testkit';
import { ask } from '../test/api-front.ts';
import { startSolo } from './solo.ts';

async function started(directory: string) {
  const ending = new AbortController();
  const lines: string[] = [];
  const solo = await startSolo({
    directory,
    port: 0,
    addresses: [],
    nodes: 0,
    hostImages: [],
    logger: quiet(),
    progress: (line) => lines.push(line),
    signal: ending.signal,
    drainMs: 0,
  });
  const pem = (name: string) => readFileSync(join(directory, 'pki', name), 'utf8');
  const client = { certificatePem: pem('admin.crt'), keyPem: pem('admin.key') };
  const to = { port: Number(new URL(solo.server).port), ca: { certificatePem: pem('ca.crt'), keyPem: '' } };
  const call = async (
    method: string,
    path: string,
    o: { body?: object; headers?: Record<string, string>; anonymous?: boolean } = {},
  ) => {
    const answer = await ask(to, path, {
      method,
      headers: { 'content-type': 'application/json', ...o.headers },
      ...(o.body && { body: JSON.stringify(o.body) }),
      ...(!o.anonymous && { client }),
    });
    return { code: answer.code, text: answer.body, json: () => JSON.parse(answer.body) };
  };
  const stop = async () => {
    ending.abort();
    await solo.stopped;
  };
  return { solo, lines, call, stop };
}

test('a cluster without nodes serves what every cluster has, and has it still after a restart', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'solo-'));
  const first = await started(directory);
  const { call } = first;
  assert.equal((await call('GET', '/readyz', { anonymous: true })).text, 'ok');
  assert.equal((await call('GET', '/api/v1/namespaces', { anonymous: true })).code, 403);
  assert.equal(statSync(first.solo.kubeconfigPath).mode & 0o777, 0o600);
  const names = async (path: string) =>
    ((await call('GET', path)).json().items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
  assert.deepEqual(await names('/api/v1/namespaces'), ['default', 'kube-node-lease', 'kube-public', 'kube-system']);
  assert.deepEqual(await names('/api/v1/namespaces/default/services'), ['kubernetes']);
  assert.ok((await names('/apis/rbac.authorization.k8s.io/v1/clusterroles')).includes('cluster-admin'));
  await eventually(async () => (await call('GET', '/api/v1/namespaces/default/serviceaccounts/default')).code === 200);

  const { status } = (
    await call('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { body: { spec: {} } })
  ).json();
  const headers = { authorization: `Bearer ${status.token}` };
  const pods = '/api/v1/namespaces/default/pods';
  assert.equal((await call('GET', pods, { headers, anonymous: true })).code, 403);
  const binding = {
    metadata: { name: 'view' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
  };
  const bindings = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings';
  assert.equal((await call('POST', bindings, { body: binding })).code, 201);
  // The rules of view are gathered by a controller.
  await eventually(async () => (await call('GET', pods, { headers, anonymous: true })).code === 200);
  const review = { spec: { resourceAttributes: { verb: 'list', resource: 'pods', namespace: 'default' } } };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = (await call('POST', path, { body: review, headers, anonymous: true })).json();
  assert.deepEqual(answer.status, {
    allowed: true,
    reason: 'RBAC: allowed by RoleBinding "view/default" of ClusterRole "view" to ServiceAccount "default/default"',
  });
  await eventually(async () => (await names('/apis/apiregistration.k8s.io/v1/apiservices')).length > 10);
  assert.match((await call('GET', '/metrics')).text, /apiserver_request_total\{verb="CREATE"/);
  assert.deepEqual((await call('GET', '/nowhere')).code, 404);
  await first.stop();

  const second = await started(directory);
  assert.equal((await second.call('GET', `${bindings}/view`)).code, 200);
  assert.equal((await second.call('GET', pods, { headers, anonymous: true })).code, 200);
  await second.stop();
  rmSync(directory, { recursive: true });
});
