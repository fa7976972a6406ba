// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pod } from '@kubevirt-ts/testkit';
import { podRequests } from './requests.ts';

const container = (name: string, cpu?: string, restartPolicy?: string) => ({
  name,
  image: name,
  ...(cpu && { resources: { requests: { cpu } } }),
  ...(restartPolicy && { restartPolicy }),
});

test('containers add up; an init container counts when it needs more', () => {
  const containers = [container('a', '100m'), container('b', '200m')];
  assert.equal(podRequests(pod({ spec: { containers } })).get('cpu'), 300);
  assert.equal(podRequests(pod({ spec: { containers, initContainers: [container('i', '1')] } })).get('cpu'), 1000);
});

test('a sidecar runs beside the containers and beside the init containers after it', () => {
  const initContainers = [container('first', '900m'), container('side', '300m', 'Always'), container('i', '700m')];
  assert.equal(podRequests(pod({ spec: { containers: [container('a', '100m')], initContainers } })).get('cpu'), 1000);
});

test('overhead is added, and a pod that asks for nothing is assumed to use a little', () => {
  const plain = pod({ spec: { overhead: { memory: '64Mi' } } });
  assert.equal(podRequests(plain).get('memory'), 64 * 2 ** 20);
  assert.equal(podRequests(plain, { assume: true }).get('memory'), 264 * 2 ** 20);
  assert.equal(podRequests(plain, { assume: true }).get('cpu'), 100);
});
