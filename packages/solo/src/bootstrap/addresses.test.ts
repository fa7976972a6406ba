// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addresses } from './addresses.ts';

test('the API is on loopback, where asked, and where pods find it; or everywhere', () => {
  const machine = () => ['127.0.0.1', '192.0.2.7'];
  assert.deepEqual(addresses([], ['10.42.1.1'], machine), {
    listen: ['127.0.0.1', '10.42.1.1'],
    certified: ['127.0.0.1', '10.42.1.1'],
  });
  assert.deepEqual(addresses(['192.0.2.7', '127.0.0.1'], [], machine), {
    listen: ['127.0.0.1', '192.0.2.7'],
    certified: ['127.0.0.1', '192.0.2.7'],
  });
  assert.deepEqual(addresses(['0.0.0.0'], ['10.42.1.1'], machine), {
    listen: ['0.0.0.0'],
    certified: ['127.0.0.1', '10.42.1.1', '192.0.2.7'],
  });
});
