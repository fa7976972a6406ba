// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { memoryOverheadBytes, translationCacheMiB } from './memory-overhead.ts';

const Mi = 2 ** 20;
const options = { overcommitPercent: 100, ratio: 1, emulated: false };

const vmi = (sockets: number, guest: string, more: object = {}): VirtualMachineInstance =>
  ({
    metadata: {},
    spec: {
      networks: [{ name: 'n', pod: {} }],
      domain: { cpu: { sockets }, memory: { guest }, devices: {}, ...more },
    },
  }) as never;

test('KubeVirt’s worked figures, with and without graphics', () => {
  const figures: [number, string, number][] = [
    [1, '128Mi', 268.25],
    [1, '1Gi', 270],
    [4, '8Gi', 308],
    [16, '64Gi', 516],
  ];
  for (const [cpus, guest, mi] of figures) {
    assert.equal(memoryOverheadBytes(vmi(cpus, guest), options), mi * Mi, `${cpus} CPUs, ${guest}`);
    const headless = vmi(cpus, guest, { devices: { autoattachGraphicsDevice: false } });
    assert.equal(memoryOverheadBytes(headless, options), (mi - 32) * Mi, `${cpus} CPUs, ${guest}, headless`);
  }
});

test('the ratio multiplies it, and emulation adds the cache of translated code', () => {
  assert.equal(memoryOverheadBytes(vmi(1, '1Gi'), { ...options, ratio: 2 }), 540 * Mi);
  assert.equal(memoryOverheadBytes(vmi(1, '1Gi'), { ...options, emulated: true }), (270 + translationCacheMiB) * Mi);
});

test('a socket for every port costs much, one for each declared port nothing to speak of', () => {
  const ports = (declared: object[]) =>
    vmi(1, '1Gi', { devices: { interfaces: [{ name: 'n', masquerade: {}, ports: declared }] } });
  assert.equal(memoryOverheadBytes(ports([{ port: 80 }]), options), 270 * Mi);
  assert.equal(memoryOverheadBytes(ports([]), options), 520 * Mi);
});

test('a TPM, a guaranteed pod and a probe inside the guest cost more', () => {
  const base = memoryOverheadBytes(vmi(1, '1Gi'), options);
  const cost = (more: object): number => (memoryOverheadBytes(vmi(1, '1Gi', more), options) - base) / Mi;
  assert.equal(cost({ devices: { tpm: {} } }), 53);
  assert.equal(cost({ devices: { tpm: { enabled: false } } }), 0);
  const same = { cpu: '1', memory: '1Gi' };
  assert.equal(cost({ resources: { requests: same, limits: same } }), 100);
});
