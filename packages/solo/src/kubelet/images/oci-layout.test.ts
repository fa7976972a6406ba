// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { layoutImages } from './oci-layout.ts';

const directory = mkdtempSync(join(tmpdir(), 'layout-'));
after(() => rmSync(directory, { recursive: true }));
mkdirSync(join(directory, 'blobs', 'sha256'), { recursive: true });
function blob(value: object) {
  const text = JSON.stringify(value);
  const hex = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(directory, 'blobs', 'sha256', hex), text);
  return { digest: `sha256:${hex}`, size: text.length };
}
const index = (manifests: object[]) => writeFileSync(join(directory, 'index.json'), JSON.stringify({ manifests }));
const mine = { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch };
const config = blob({ config: { User: 'a' } });
const manifest = blob({ config, layers: [{ digest: 'sha256:0', size: 1000 }] });
const other = blob({ config: blob({}), layers: [] });

describe('an OCI layout', () => {
  it('holds images by their full names', async () => {
    index([
      {
        ...manifest,
        annotations: { 'io.containerd.image.name': 'localhost/a:1', 'org.opencontainers.image.ref.name': '1' },
      },
      { ...manifest, annotations: { 'org.opencontainers.image.ref.name': 'localhost/a:2' } },
      { ...other, annotations: { 'org.opencontainers.image.ref.name': '3' } },
    ]);
    const [first, second, ...more] = await layoutImages(directory);
    assert.deepEqual(first?.names, ['localhost/a:1', 'localhost/a:2']);
    assert.equal(first.id, config.digest);
    assert.equal(first.sizeBytes, 1000 + config.size + manifest.size);
    assert.deepEqual(first.config, { User: 'a' });
    assert.deepEqual(second?.names, []);
    assert.equal(more.length, 0);
  });

  it('holds images for many machines, of which one is this', async () => {
    const many = blob({
      manifests: [
        { ...other, platform: { os: 'linux', architecture: 'vax' } },
        { ...manifest, platform: mine },
      ],
    });
    index([{ ...many, annotations: { 'io.containerd.image.name': 'localhost/m:1' } }]);
    const [image, ...more] = await layoutImages(directory);
    assert.deepEqual([image?.manifest.digest, image?.names], [manifest.digest, ['localhost/m:1']]);
    assert.equal(more.length, 0);
  });

  it('leads nowhere else', async () => {
    index([{ digest: 'sha256:../../x', size: 1 }]);
    await assert.rejects(layoutImages(directory), /not a digest/);
  });
});
