// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentJson } from './launcher-config.ts';

test('no dollar sign is left for kubelet to expand, and none is lost', () => {
  const value = { userData: 'echo $$ $(POD_NAME) $HOME' };
  assert.doesNotMatch(environmentJson(value), /\$/);
  assert.deepEqual(JSON.parse(environmentJson(value)), value);
});
