// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { hostImagePath, makeSkeleton, parseHostImage, readHostImage } from './host-image.ts';

const directory = mkdtempSync(join(tmpdir(), 'host-image-'));
after(() => rmSync(directory, { recursive: true }));
mkdirSync(join(directory, 'files'));
writeFileSync(join(directory, 'files', 'f'), 'text');
const text = JSON.stringify({
  reference: 'localhost/tool:1',
  config: { User: '107' },
  rootfs: [
    { source: 'files', target: '/opt/files' },
    { source: 'files/f', target: '/etc/f', readOnly: false },
    { link: 'opt/files', target: '/files' },
    { content: 'run', target: '/bin/run', mode: '0755' },
    { directory: true, target: '/var/tmp', mode: '1777' },
  ],
});
writeFileSync(join(directory, 'image.json'), text);

describe('a host image', () => {
  it('is what its image.json says', async () => {
    const image = await readHostImage(directory);
    assert.deepEqual(image.tags, ['localhost/tool:1']);
    assert.match(image.id, /^sha256:[0-9a-f]{64}$/);
    assert.deepEqual(image.digests, [`localhost/tool@${image.id}`]);
    assert.deepEqual(image.host?.[0], { source: join(directory, 'files'), target: '/opt/files' });
    assert.deepEqual((await readHostImage(directory, 'quay.io/a/b')).tags, ['quay.io/a/b:latest']);
    const digest = `sha256:${'b'.repeat(64)}`;
    assert.equal(parseHostImage(JSON.stringify({ ...JSON.parse(text), digest }), 'image.json').digest, digest);
  });

  it('says what is wrong with it', async () => {
    const wrong = (change: object) => () =>
      parseHostImage(JSON.stringify({ ...JSON.parse(text), ...change }), 'image.json');
    assert.throws(wrong({ reference: 1 }), /image\.json: reference is required/);
    assert.throws(wrong({ digest: 'sha256:1' }), /digest must be/);
    assert.throws(wrong({ rootfs: 1 }), /rootfs must be a list/);
    assert.throws(wrong({ rootfs: [{ link: 'x', target: 'a' }] }), /rootfs\[0\]\.target must be an absolute path/);
    assert.throws(
      wrong({ rootfs: [{ link: 'x', target: '/a/../b' }] }),
      /rootfs\[0\]\.target must be an absolute path/,
    );
    assert.throws(wrong({ rootfs: [{ target: '/a' }] }), /rootfs\[0\] must have one of/);
    await assert.rejects(readHostImage(directory, 'No Name'), /not an image's reference: No Name/);
  });

  it('has a place for everything', async () => {
    const root = join(directory, 'root');
    const { host = [] } = await readHostImage(directory);
    await makeSkeleton(host, root);
    assert.equal(readlinkSync(join(root, 'files')), 'opt/files');
    assert.equal(readFileSync(join(root, 'bin/run'), 'utf8'), 'run');
    assert.equal(statSync(join(root, 'bin/run')).mode & 0o7777, 0o755);
    assert.equal(statSync(join(root, 'var/tmp')).mode & 0o7777, 0o1777);
    assert.equal(statSync(join(root, 'opt/files')).isDirectory(), true);
    assert.equal(statSync(join(root, 'etc/f')).size, 0);
    assert.equal(await hostImagePath(host, root, '/etc/f'), join(directory, 'files/f'));
    assert.equal(await hostImagePath(host, root, '/opt/files/f'), join(directory, 'files/f'));
    assert.equal(await hostImagePath(host, root, '/bin/run'), join(root, 'bin/run'));
  });
});
