// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resources } from '@kubevirt-ts/kube';
import { eventually } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { rootCaController } from './index.ts';

test('each namespace has the authority, and gets it back when somebody changes or deletes it', async () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };
  await using world = new ControllerWorld([namespace]);
  world.run((c) => rootCaController({ ...c, caPem: 'CA' }));
  const ref = { namespace: 'a', name: 'kube-root-ca.crt' };
  const now = () => world.client.peek(resources.configMaps, ref);
  await eventually(() => now()?.data?.['ca.crt'] === 'CA');
  assert.match(now()?.metadata?.annotations?.['kubernetes.io/description'] ?? '', /verify the kube-apiserver/);
  await world.client.patch(resources.configMaps, ref, {
    type: 'merge',
    body: { data: { 'ca.crt': 'other', more: 'x' } },
  });
  await eventually(() => now()?.data?.['ca.crt'] === 'CA');
  assert.deepEqual(now()?.data, { 'ca.crt': 'CA' });
  await world.client.delete(resources.configMaps, ref);
  await eventually(() => now() !== undefined);
});
