// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missingPasses, presentPasses } from './machine-firewall.ts';

const network = { bridge: 'solo1', subnet: '10.42.1.0/24' };
const open = '-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n';
const docker = '-P INPUT ACCEPT\n-P FORWARD DROP\n-N DOCKER-USER\n-A FORWARD -j DOCKER-USER\n';
const pass = (flag: string, name = 'solo1') =>
  `-A FORWARD ${flag} 10.42.1.0/24 -m comment --comment "solo:${name}" -j ACCEPT`;

describe('passes through the machine’s firewall', () => {
  it('are made where something is dropped, once', () => {
    assert.deepEqual(missingPasses(open, network), []);
    assert.deepEqual(missingPasses('', network), []);
    assert.deepEqual(
      missingPasses(docker, network).map((rule) => rule.slice(0, 3)),
      [
        ['FORWARD', '-s', '10.42.1.0/24'],
        ['FORWARD', '-d', '10.42.1.0/24'],
      ],
    );
    assert.deepEqual(missingPasses(`${docker}${pass('-s')}\n${pass('-d')}\n`, network), []);
  });

  it('are known by their comment', () => {
    const text = `${docker}${pass('-s')}\n${pass('-d', 'solo12')}\n`;
    const rule = ['FORWARD', '-s', '10.42.1.0/24', '-m', 'comment', '--comment', 'solo:solo1', '-j', 'ACCEPT'];
    assert.deepEqual(presentPasses(text, network), [rule]);
  });
});
