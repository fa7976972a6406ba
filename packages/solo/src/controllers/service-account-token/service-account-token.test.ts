// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KubeObject, resources, type Secret } from '@kubevirt-ts/kube';
import { eventually } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { serviceAccountTokenController } from './index.ts';

const account: KubeObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'a', namespace: 'n', uid: 'u' },
};

function secret(name: string, more: Partial<Secret> = {}, annotations: Record<string, string> = {}): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'n', annotations: { 'kubernetes.io/service-account.name': 'a', ...annotations } },
    type: 'kubernetes.io/service-account-token',
    ...more,
  };
}

class World extends ControllerWorld {
  start(): void {
    const issueForSecret = (o: { namespace: string; serviceAccount: { name: string }; secretName: string }) =>
      `${o.namespace} ${o.serviceAccount.name} ${o.secretName}`;
    this.run((c) => serviceAccountTokenController({ ...c, caPem: 'CA', tokens: { issueForSecret } }));
  }

  secret(name: string): Secret | undefined {
    return this.client.peek(resources.secrets, { namespace: 'n', name });
  }

  text(name: string, key: string): string | undefined {
    const value = this.secret(name)?.data?.[key];
    return value && Buffer.from(value, 'base64').toString();
  }
}

test('a secret that names an account gets its token, the authority and the namespace', async () => {
  await using world = new World([account, secret('s'), secret('opaque', { type: 'Opaque' })]);
  world.start();
  await eventually(() => world.text('s', 'token') === 'n a s');
  assert.deepEqual([world.text('s', 'ca.crt'), world.text('s', 'namespace')], ['CA', 'n']);
  assert.equal(world.secret('s')?.metadata?.annotations?.['kubernetes.io/service-account.uid'], 'u');
  assert.equal(world.secret('opaque')?.data, undefined);
});

test('a token that is there stays, an authority that is not the one of today is replaced', async () => {
  const data = { token: 'b2xk', 'ca.crt': 'b2xk', extra: 'eA==' };
  await using world = new World([account, secret('s', { data })]);
  world.start();
  await eventually(() => world.text('s', 'ca.crt') === 'CA');
  assert.deepEqual([world.text('s', 'token'), world.text('s', 'extra')], ['old', 'x']);
});

test('a secret goes with its account, and so does one of an account that had its name before', async () => {
  const uid = { 'kubernetes.io/service-account.uid': 'other' };
  await using world = new World([account, secret('s'), secret('stale', {}, uid)]);
  world.start();
  await eventually(() => world.text('s', 'token') !== undefined && !world.secret('stale'));
  await world.client.delete(resources.serviceAccounts, { namespace: 'n', name: 'a' });
  await eventually(() => !world.secret('s'));
});
