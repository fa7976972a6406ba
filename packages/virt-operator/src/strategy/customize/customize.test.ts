// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deployment } from '@kubevirt-ts/kube';
import { kubevirt } from '@kubevirt-ts/testkit';
import { customize } from './customize.ts';

const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'virt-api', namespace: 'kubevirt' },
  spec: {
    selector: {},
    template: { spec: { containers: [{ name: 'virt-api', command: ['virt-api'], args: ['--port', '8443'] }] } },
  },
};

const patched = (type: string, patch: string, resourceName = 'virt-api'): Deployment =>
  customize(
    deployment,
    kubevirt({
      spec: { customizeComponents: { patches: [{ resourceType: 'Deployment', resourceName, type, patch }] } },
    }),
  );

test('nothing asked, nothing changed', () => {
  assert.equal(customize(deployment, kubevirt()), deployment);
  assert.deepEqual(patched('merge', '{"spec":null}', 'virt-controller').spec, deployment.spec);
});

test('what does not fit is named', () => {
  assert.throws(
    () => patched('json', '[{"op":"remove","path":"/no/such"}]'),
    /json patch for Deployment virt-api does not fit Deployment virt-api/,
  );
  assert.throws(() => patched('json', '{}'), /list of operations/);
  assert.throws(() => patched('odd', '{}'), /none of json, merge, strategic/);
});

test('flags replace the command', () => {
  const flags = { api: { v: '5', Quick: 'TRUE', alone: '' } };
  const { spec } = customize(deployment, kubevirt({ spec: { customizeComponents: { flags } } }));
  assert.deepEqual(spec?.template.spec?.containers[0]?.command, ['virt-api', '--quick=TRUE', '--alone', '--v', '5']);
});

test('kinds that are not customized stay as they are', () => {
  const role = { kind: 'ClusterRole', metadata: { name: 'virt-api' } };
  const asked = kubevirt({
    spec: {
      customizeComponents: {
        patches: [{ resourceType: '*', resourceName: '*', type: 'merge', patch: '{"rules":[]}' }],
      },
    },
  });
  assert.equal(customize(role, asked), role);
});
