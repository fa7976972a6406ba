// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Service } from '@kubevirt-ts/kube';
import { clock } from '@kubevirt-ts/testkit';
import { testWorld } from '../../../../test/built-in-kinds.ts';
import { serviceAddresses } from './addresses.ts';

const stored = (uid: string, address: string, nodePort?: number): Service => ({
  metadata: { uid },
  spec: { clusterIP: address, clusterIPs: [address], ports: [{ port: 80, nodePort }] },
});

function small(services: Readonly<Record<string, Service>> = {}) {
  const time = clock();
  const range = '10.43.0.0/29';
  const nodePorts = { min: 30_000, max: 30_001 };
  const world = testWorld({ '/services': services });
  return { time, addresses: serviceAddresses({ world, now: time.now, range, nodePorts, random: () => 0 }) };
}

describe('addresses of services', () => {
  it('are all of the range but its first and its last', () => {
    const given = small().addresses.begin();
    const found = Array.from({ length: 7 }, () => given.nextAddress());
    assert.deepEqual(found, [1, 2, 3, 4, 5, 6].map((n): string | undefined => `10.43.0.${n}`).concat([undefined]));
    for (const address of ['10.43.0.0', '10.43.0.7', '192.0.2.1']) {
      assert.equal(given.takeAddress(address), 'out of range');
    }
  });

  it('are not those that stored services have', () => {
    const { addresses } = small({ 'a/b': stored('1', '10.43.0.1', 30_000) });
    const given = addresses.begin();
    assert.equal(given.takeAddress('10.43.0.1'), 'taken');
    assert.deepEqual([given.nextAddress(), given.nextPort(), given.nextPort()], ['10.43.0.2', 30_001, undefined]);
  });

  it('are free again when their service is gone, or has others', () => {
    const { addresses } = small({ 'a/b': stored('1', '10.43.0.1'), 'a/c': stored('2', '10.43.0.2') });
    addresses.stored({ type: 'DELETED', service: stored('1', '10.43.0.1') });
    addresses.stored({ type: 'MODIFIED', service: stored('2', '10.43.0.3') });
    const given = addresses.begin();
    const answers = [1, 2, 3].map((n) => given.takeAddress(`10.43.0.${n}`));
    assert.deepEqual(answers, ['given', 'given', 'taken']);
  });

  it('are free again at once when they are given back, else when no service was stored with them for a while', () => {
    const { addresses, time } = small();
    const first = addresses.begin();
    first.takeAddress('10.43.0.1');
    first.undo();
    assert.equal(addresses.begin().takeAddress('10.43.0.1'), 'given');
    assert.equal(addresses.begin().takeAddress('10.43.0.1'), 'taken');
    time.advance(60_000);
    assert.equal(addresses.begin().takeAddress('10.43.0.1'), 'given');
  });
});
