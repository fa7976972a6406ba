// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guestMemoryBytes, requestedMemoryBytes } from './guest-memory.ts';

test('the guest’s memory is what it says, else the request, else the limit, in whole pages', () => {
  const resources = { requests: { memory: '1Gi' }, limits: { memory: '2Gi' } };
  assert.equal(guestMemoryBytes({ devices: {}, memory: { guest: '64M' }, resources }), 64_000_000);
  assert.equal(guestMemoryBytes({ devices: {}, memory: { guest: '4097' } }), 4096);
  assert.equal(guestMemoryBytes({ devices: {}, resources }), 2 ** 30);
  assert.equal(guestMemoryBytes({ devices: {}, resources: { limits: { memory: '2Gi' } } }), 2 ** 31);
  assert.equal(guestMemoryBytes({ devices: {} }), undefined);
});

test('overcommit divides only what is not requested', () => {
  const memory = { guest: '1Gi' };
  assert.equal(requestedMemoryBytes({ devices: {}, memory }, 200), 2 ** 29);
  assert.equal(requestedMemoryBytes({ devices: {}, memory, resources: { requests: { memory: '1Gi' } } }, 200), 2 ** 30);
});
