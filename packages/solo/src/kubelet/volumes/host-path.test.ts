// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { onMachine, prepareHostPath } from './host-path.ts';

const node = { kubelet: '/solo/kubelet', run: '/solo/run' };

test('a node has its own /var/lib/kubelet and /run; the rest is the machine itself', () => {
  assert.equal(onMachine('/var/lib/kubelet/device-plugins', node), '/solo/kubelet/device-plugins');
  assert.equal(onMachine('/var/lib/kubelet/', node), '/solo/kubelet');
  assert.equal(onMachine('/var/run/x', node), '/solo/run/x');
  assert.equal(onMachine('/run', node), '/solo/run');
  assert.equal(onMachine('/run/../run/x', node), '/solo/run/x');
  assert.equal(onMachine('/running', node), '/running');
  assert.equal(onMachine('/', node), '/');
  assert.equal(onMachine('/dev/kvm', node), '/dev/kvm');
});

test('what a type says may be made is made, the rest is checked', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'solo-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const prepare = (name: string, type: string) => prepareHostPath(join(root, name), type, `/shown/${name}`);
  assert.equal(await prepare('file', 'FileOrCreate'), undefined);
  assert.equal(await prepare('directory', 'DirectoryOrCreate'), undefined);
  assert.equal(await prepare('any', ''), undefined);
  assert.ok((await stat(join(root, 'any'))).isDirectory());
  assert.deepEqual(await prepare('file', 'Directory'), {
    refused: 'hostPath type check failed: /shown/file is not a directory',
  });
  assert.deepEqual(await prepare('absent', 'File'), {
    refused: 'hostPath type check failed: /shown/absent is not a file',
  });
  assert.deepEqual(await prepare('file', 'Socket'), {
    refused: 'hostPath type check failed: /shown/file is not a socket file',
  });
});
