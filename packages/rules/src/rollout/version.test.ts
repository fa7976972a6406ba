// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareVersions, direction } from './version.ts';

const older: readonly (readonly [string, string])[] = [
  ['v0.9.0', 'v0.10.0'],
  ['1.2.3', 'v1.2.4'],
  ['v1.0.0-rc.1', 'v1.0.0'],
  ['v1.0.0-alpha', 'v1.0.0-alpha.1'],
  ['v1.0.0-alpha.2', 'v1.0.0-alpha.10'],
  ['v1.0.0-1', 'v1.0.0-beta'],
];

for (const [a, b] of older) {
  test(`${a} is older than ${b}`, () => {
    assert.ok((compareVersions(a, b) ?? 0) < 0);
    assert.ok((compareVersions(b, a) ?? 0) > 0);
    assert.equal(direction(a, b), 'update');
    assert.equal(direction(b, a), 'back');
  });
}

test('what has no order is taken for an update, what is equal goes the way of an install', () => {
  assert.equal(compareVersions('v1.0.0', 'devel'), undefined);
  assert.equal(direction('v1.0.0', 'devel'), 'update');
  assert.equal(direction('v1.0.0', 'v1.0.0+build.5'), 'back');
  assert.equal(direction(undefined, 'v1.0.0'), 'install');
});
