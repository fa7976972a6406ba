// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mountOf, parseMounts } from './machine-mounts.ts';

const mounts = parseMounts(
  [
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '42 27 254:0 /run /run rw,relatime shared:1 - ext4 /dev/vda rw',
    '43 42 0:4 / /run/with\\040space rw shared:2 master:1 - tmpfs x rw',
    '44 27 254:0 / /run rw master:7 - ext4 /dev/vda rw',
    '',
  ].join('\n'),
);

describe('the machine’s mounts', () => {
  it('are read with their names and sharing', () => {
    assert.deepEqual(mounts, [
      { target: '/', shared: false },
      { target: '/run', shared: true },
      { target: '/run/with space', shared: true },
      { target: '/run', shared: false },
    ]);
  });

  it('hold the paths under them, the last made first', () => {
    assert.equal(mountOf(mounts, '/runner')?.target, '/');
    assert.equal(mountOf(mounts, '/run/with space/x')?.target, '/run/with space');
    assert.deepEqual(mountOf(mounts, '/run/x'), { target: '/run', shared: false });
  });
});
