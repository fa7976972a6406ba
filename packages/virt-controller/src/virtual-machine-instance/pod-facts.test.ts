// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ContainerStatus, Pod } from '@kubevirt-ts/kube';
import { pod, vmi } from '@kubevirt-ts/testkit';
import { podFacts } from './pod-facts.ts';
import { launcherPodName } from './pod-name.ts';

const container = (name: string, more: Partial<ContainerStatus>): ContainerStatus => ({
  name,
  image: 'i',
  imageID: '',
  ready: false,
  restartCount: 0,
  ...more,
});
const withStatuses = (phase: string, ...containerStatuses: ContainerStatus[]): Pod =>
  pod({
    spec: { containers: containerStatuses.map(({ name }) => ({ name, image: 'i' })) },
    status: { phase, containerStatuses },
  } as Parameters<typeof pod>[0]);
const running = { running: {} };

describe('when a pod may be handed over', () => {
  const table: [string, Pod, boolean][] = [
    ['compute runs', withStatuses('Running', container('compute', { state: running })), true],
    ['nothing runs', withStatuses('Pending', container('compute', {})), false],
    [
      'a sidecar is not ready',
      withStatuses('Running', container('compute', { state: running }), container('volumeroot', { state: running })),
      false,
    ],
    [
      'the sidecar is ready',
      withStatuses('Running', container('compute', { state: running }), container('volumeroot', { ready: true })),
      true,
    ],
  ];
  for (const [when, given, expected] of table) {
    test(`${when}: ${expected}`, () => assert.equal(podFacts(given).handedOver, expected));
  }
});

test('a pod has ended when compute has, though a sidecar still runs', () => {
  const terminated = { exitCode: 0, message: 'guest-shutdown\n' };
  const facts = podFacts(withStatuses('Running', container('compute', { state: { terminated } })));
  assert.deepEqual([facts.ended, facts.terminationMessage], [true, 'guest-shutdown']);
});

test('the name of a VMI’s pod is always the same, another VMI’s is another, and no name is too long', () => {
  const one = launcherPodName(vmi());
  assert.equal(one, launcherPodName(vmi()));
  assert.notEqual(one, launcherPodName(vmi({ metadata: { uid: 'other' } })));
  assert.ok(launcherPodName(vmi({ metadata: { name: 'x'.repeat(70) } })).length <= 63);
});
