// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { run } from '../shell.ts';
import { addLayer, emptyImage, readImage, withConfig, withLayer, writeArchive } from './oci-layout.ts';

function scratch(t: { after: (f: () => void) => void }): string {
  const directory = mkdtempSync(join(tmpdir(), 'oci-test-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

function tree(directory: string): string {
  mkdirSync(join(directory, 'tree/usr'), { recursive: true });
  writeFileSync(join(directory, 'tree/usr/file'), 'content');
  symlinkSync('usr/file', join(directory, 'tree/link'));
  return join(directory, 'tree');
}

describe('OCI layout', () => {
  it('gives the same content the same digest, whenever it was written', (t) => {
    const root = scratch(t);
    const directory = tree(root);
    const first = addLayer(join(root, 'a'), directory);
    utimesSync(join(directory, 'usr/file'), 1, 1);
    assert.deepEqual(addLayer(join(root, 'b'), directory), first);
    assert.notEqual(addLayer(join(root, 'b'), directory, 107).digest, first.digest);
  });

  it('writes an archive under the name asked for, which reads back as the same image', (t) => {
    const root = scratch(t);
    const layout = join(root, 'layout');
    const image = withConfig(withLayer(emptyImage, addLayer(layout, tree(root), 107)), {
      Cmd: ['/x'],
      Labels: { a: 'b' },
    });
    const file = join(root, 'out/image.tar');
    writeArchive(layout, image, { name: 'registry.example:5000/a/b:v1', file });
    const copy = join(root, 'copy');
    mkdirSync(copy);
    run('tar', ['-xf', file, '-C', copy]);
    assert.deepEqual(readImage(copy), image);
    const index = JSON.parse(readFileSync(join(copy, 'index.json'), 'utf8'));
    assert.equal(index.manifests[0].annotations['io.containerd.image.name'], 'registry.example:5000/a/b:v1');
    const [docker] = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8'));
    assert.deepEqual(docker.RepoTags, ['registry.example:5000/a/b:v1']);
    const layer = run('tar', ['-tvzf', join(copy, docker.Layers[0])]);
    assert.match(layer, /107\/107 .* \.\/usr\/file/);
    assert.match(layer, /\.\/link -> usr\/file/);
  });

  it('makes two versions of one source differ in nothing but their labels', (t) => {
    const root = scratch(t);
    const layout = join(root, 'layout');
    const image = withLayer(emptyImage, addLayer(layout, tree(root)));
    const versions = ['v1', 'v2'].map((version) => withConfig(image, { Labels: { version } }));
    assert.deepEqual(versions[0]?.layers, versions[1]?.layers);
    assert.equal(versions[1]?.config.config?.Labels?.version, 'v2');
  });
});
