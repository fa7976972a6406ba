// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject, ValidatingWebhookConfiguration } from '@kubevirt-ts/kube';
import { kubevirt } from '@kubevirt-ts/testkit';
import { deploymentOf } from '../strategy/deployment.ts';
import { stamp } from '../strategy/stamp.ts';
import { bridged } from './admission-bridge.ts';

const config = (version: string) =>
  deploymentOf({ namespace: 'kubevirt', image: `registry.example/kubevirt:${version}`, version }, kubevirt());

const hook = (name: string, path: string, resource: string, caBundle: string) => ({
  name,
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  clientConfig: { caBundle, service: { name: 'virt-api', namespace: 'kubevirt', path } },
  rules: [{ operations: ['CREATE'], apiGroups: ['kubevirt.io'], apiVersions: ['v1'], resources: [resource] }],
});

const configuration = (webhooks: ReturnType<typeof hook>[], version: string): KubeObject =>
  stamp<ValidatingWebhookConfiguration>(
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'x' },
      webhooks,
    },
    config(version),
  );

const live = configuration(
  [
    hook('kept', '/kept', 'vms', 'old'),
    hook('dropped', '/dropped', 'vms', 'old'),
    hook('moved', '/before', 'vms', 'old'),
  ],
  'v1',
);
const desired = configuration(
  [
    hook('kept', '/kept', 'vms-and-more', 'new'),
    hook('moved', '/after', 'vms', 'new'),
    hook('added', '/added', 'vms', 'new'),
  ],
  'v2',
);

test('while two versions serve: the hooks both have, asked what the old one knows, with the new authorities', () => {
  const { webhooks, metadata } = bridged(desired, live, config('v2')) as ValidatingWebhookConfiguration;
  assert.deepEqual(webhooks, [hook('kept', '/kept', 'vms', 'new')]);
  assert.equal(metadata?.annotations?.['kubevirt.io/install-strategy-version'], 'v1', 'still the old one in name');
});

test('nothing to bridge where there is none yet, or the new one is there already', () => {
  assert.equal(bridged(desired, undefined, config('v2')), desired);
  assert.equal(bridged(live, desired, config('v2')), live);
});
