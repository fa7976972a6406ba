// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kvmProbeRom } from './kvm-probe.ts';

test('the first instruction of a CPU writes the byte, the rest of the ROM halts', () => {
  const rom = kvmProbeRom();
  assert.equal(rom.length, 65536);
  assert.equal(rom.subarray(-16, -7).toString('hex'), 'b04be6e9b010e6f4f4');
  assert.equal(rom[0], 0xf4);
});
