// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Interface } from '@kubevirt-ts/api';
import { guestAddresses, lastForwardedPort, type PodNetwork, passtCommand } from './passt.ts';

const pod: PodNetwork = { mtuBytes: 1400, maxOpenFiles: 2 ** 20, firstPort: 1, namesGuest: true };

const portsOf = (interfaces: Interface[]): (string | undefined)[] => {
  const command = passtCommand(
    { metadata: { name: 'a.b' }, spec: { domain: { devices: { interfaces } }, networks: [{ name: 'n', pod: {} }] } },
    pod,
  );
  const args = command?.arguments ?? [];
  return ['--tcp-ports', '--udp-ports', '--mtu', '--hostname'].map((option) => args[args.indexOf(option) + 1]);
};

test('the guest is the second and the gateway the first address of the network', () => {
  assert.deepEqual(guestAddresses('10.0.2.0/24'), { guest: '10.0.2.2', gateway: '10.0.2.1', prefix: 24 });
  assert.deepEqual(guestAddresses('192.168.255.77/28'), {
    guest: '192.168.255.66',
    gateway: '192.168.255.65',
    prefix: 28,
  });
});

test('only declared ports reach the guest, all when none is declared', () => {
  assert.deepEqual(portsOf([{ name: 'n', masquerade: {} }]), ['all', 'all', '1400', 'a-b']);
  const ports = [{ port: 80 }, { port: 443, protocol: 'TCP' }, { port: 53, protocol: 'UDP' }];
  assert.deepEqual(portsOf([{ name: 'n', masquerade: {}, ports }]).slice(0, 2), ['80,443', '53']);
  assert.deepEqual(portsOf([{ name: 'n', masquerade: {}, ports: [{ port: 80 }] }]).slice(0, 2), ['80', 'none']);
});

test('where not enough files can be opened, as many of the lowest ports as there are files for', () => {
  assert.equal(lastForwardedPort(pod), undefined);
  assert.equal(lastForwardedPort({ maxOpenFiles: 20_000, firstPort: 1, namesGuest: true }), 9_500);
  assert.equal(lastForwardedPort({ maxOpenFiles: 20_000, firstPort: 1024, namesGuest: true }), 10_523);
  assert.equal(lastForwardedPort({ maxOpenFiles: 70_000, firstPort: 1, namesGuest: true }), 32_767);
});

test('a guest without an interface needs no passt', () => {
  const devices = { autoattachPodInterface: false };
  assert.equal(passtCommand({ metadata: { name: 'a' }, spec: { domain: { devices } } }, pod), undefined);
});
