// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Node, Pod } from '@kubevirt-ts/kube';
import { resources } from '@kubevirt-ts/kube';
import { eventually, kubevirt, node, pod } from '@kubevirt-ts/testkit';
import { TryWorld } from '../../test/try-world.ts';
import { decide, type ProbeInput } from './decide.ts';

const candidate = (more: Parameters<typeof node>[0] = {}): Node =>
  node({
    status: { allocatable: { 'devices.kubevirt.io/kvm-probe': '1' }, nodeInfo: { bootID: 'boot1' } },
    ...more,
  } as Parameters<typeof node>[0]);
const tried = candidate({
  metadata: { labels: { 'kubevirt.io/kvm': 'true' }, annotations: { 'kubevirt.io/kvm-boot-id': 'boot1' } },
});
const rebooted = candidate({
  metadata: { labels: { 'kubevirt.io/kvm': 'true' }, annotations: { 'kubevirt.io/kvm-boot-id': 'boot0' } },
});
const probe = (phase: string): Pod => pod({ status: { phase } });

describe('what to do about KVM on a node', () => {
  const table: [string, Partial<ProbeInput> & { node: Node }, string][] = [
    ['the device shows', { node: candidate() }, 'try'],
    ['the device does not show', { node: node() }, 'nothing'],
    ['guests are emulated', { node: candidate(), useEmulation: true }, 'nothing'],
    ['tried at this boot', { node: tried }, 'nothing'],
    ['tried at another boot', { node: rebooted }, 'try'],
    ['being tried', { node: candidate(), probe: probe('Running') }, 'nothing'],
    ['the guest ran', { node: candidate(), probe: probe('Succeeded') }, 'record'],
    ['the guest did not run', { node: candidate(), probe: probe('Failed') }, 'record'],
    ['recorded, probe left', { node: tried, probe: probe('Succeeded') }, 'clean'],
    ['emulation set meanwhile', { node: candidate(), probe: probe('Pending'), useEmulation: true }, 'clean'],
  ];
  for (const [when, input, expected] of table) {
    test(`${when}: ${expected}`, () => assert.equal(decide({ useEmulation: false, ...input }).do, expected));
  }
});

test('a node that shows the device is tried once, and its label says what came of it', async () => {
  await using world = new TryWorld(candidate());
  const made = await eventually(() => world.client.all(resources.pods)[0], 'the probe');
  assert.equal(made.metadata?.name, 'virt-kvm-probe-node01');
  assert.deepEqual(made.spec?.containers[0]?.command, ['virt-launcher', 'probe-kvm']);
  const terminated = { exitCode: 1, message: 'the guest wrote nothing within 10 s' };
  const status = { phase: 'Failed', containerStatuses: [{ name: 'probe', state: { terminated } }] };
  world.client.put({ ...made, status } as Pod);
  const { metadata } = await eventually(() => {
    const found = world.client.all(resources.nodes)[0];
    return found?.metadata?.labels?.['kubevirt.io/kvm'] ? found : undefined;
  });
  assert.equal(metadata?.labels?.['kubevirt.io/kvm'], 'false');
  assert.equal(metadata?.annotations?.['kubevirt.io/kvm-message'], 'the guest wrote nothing within 10 s');
  await eventually(() => world.client.all(resources.pods).length === 0, 'the probe gone');
});

test('nothing is tried while guests are emulated', async () => {
  const emulated = kubevirt({ spec: { configuration: { developerConfiguration: { useEmulation: true } } } });
  await using world = new TryWorld(emulated, candidate());
  await world.stop();
  assert.equal(world.client.all(resources.pods).length, 0);
});
