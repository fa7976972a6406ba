// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathInRoot } from './in-root.ts';

describe('a path in a root file system', () => {
  const root = mkdtempSync(join(tmpdir(), 'in-root-'));
  after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'usr', 'etc'), { recursive: true });
  symlinkSync('/usr/etc', join(root, 'etc'));
  symlinkSync('../../../../../etc/shadow', join(root, 'usr', 'etc', 'passwd'));
  symlinkSync('loop', join(root, 'loop'));

  it('follows links inside it, never out of it', async () => {
    assert.equal(await pathInRoot(root, '/etc/group'), join(root, 'usr/etc/group'));
    assert.equal(await pathInRoot(root, 'etc/passwd'), join(root, 'usr/etc/shadow'));
    assert.equal(await pathInRoot(root, '../../x/./y'), join(root, 'x/y'));
  });

  it('does not go in circles', async () => {
    await assert.rejects(pathInRoot(root, '/loop'), /too many links/);
  });
});
