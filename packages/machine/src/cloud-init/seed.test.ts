// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { cloudInitSeed, guestHostname, type SeedInput } from './seed.ts';

const uuid = '5d307ca9-b3ef-428c-8861-06e72d69f223';
const vmi = (hostname?: string): VirtualMachineInstance => ({
  metadata: { name: 'my.vm', namespace: 'ns', annotations: { 'kubevirt.io/cluster-instancetype-name': 'u1.small' } },
  spec: { hostname, domain: { devices: {}, firmware: { uuid } } },
});
const files = (input: Partial<SeedInput>): Record<string, unknown> =>
  Object.fromEntries(
    cloudInitSeed({ vmi: vmi(), flavour: 'noCloud', userData: '', publicKeys: [], ...input }).map((f) => [
      f.path,
      f.path.startsWith('meta-') || f.path.includes('meta_') ? JSON.parse(String(f.content)) : f.content,
    ]),
  );

test('NoCloud: the instance is the firmware’s UUID, network data only when there is some', () => {
  assert.deepEqual(files({ userData: '#!/bin/sh', publicKeys: ['ssh-ed25519 A'] }), {
    'meta-data': {
      'instance-type': 'u1.small',
      'instance-id': uuid,
      'local-hostname': 'my-vm',
      'public-keys': { 0: 'ssh-ed25519 A' },
    },
    'user-data': '#!/bin/sh',
  });
  assert.equal(files({ networkData: 'version: 2' })['network-config'], 'version: 2');
});

test('config drive: the instance is name and namespace', () => {
  assert.deepEqual(files({ flavour: 'configDrive', userData: 'u', networkData: 'n' }), {
    'openstack/latest/meta_data.json': {
      instance_type: 'u1.small',
      instance_id: 'my.vm.ns',
      hostname: 'my-vm',
      uuid,
    },
    'openstack/latest/user_data': 'u',
    'openstack/latest/network_data.json': 'n',
  });
});

test('a host name is a DNS label', () => {
  assert.equal(guestHostname(vmi('named')), 'named');
  assert.equal(guestHostname({ ...vmi(), metadata: { name: `${'a'.repeat(62)}.b` } }), 'a'.repeat(62));
});
