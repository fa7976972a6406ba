// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Image } from '../kubelet/runtime/runtime.ts';
import { askForLoad, serveLoads } from './load-socket.ts';
import { takeDirectory, whoHas } from './lock.ts';
import { checkMachine } from './machine.ts';
import { nodeNumbers } from './node-numbers.ts';

const everything = [
  ...['crun', 'conmon', 'catatonit', 'nft', 'ip', 'socat', 'skopeo', 'umoci', 'nsenter'],
  ...['ptp', 'host-local', 'loopback'],
];

function refusal(o: { uid?: number; without?: string[] }): string | undefined {
  const installed = everything.filter((name) => !o.without?.includes(name));
  const isExecutable = (path: string) =>
    installed.some((name) => path === `/usr/bin/${name}` || path === `/usr/lib/cni/${name}`);
  try {
    checkMachine({ uid: o.uid ?? 0, path: ['/usr/bin'], isExecutable });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('what a machine lacks is said in one sentence', () => {
  assert.equal(refusal({}), undefined);
  assert.equal(
    refusal({ uid: 1000 }),
    'solo runs containers and makes networks, for which it must be root: try it with sudo.',
  );
  assert.equal(refusal({ without: ['crun'] }), 'crun is not installed; on Debian: apt install crun');
  assert.equal(
    refusal({ without: ['crun', 'nft', 'ip'] }),
    'crun, nft and ip are not installed; on Debian: apt install crun nftables iproute2',
  );
  assert.equal(
    refusal({ without: ['ptp'] }),
    'the CNI plugin ptp is not in /usr/lib/cni; on Debian: apt install containernetworking-plugins',
  );
});

test('a directory is one process’s at a time, under all its names', async () => {
  const base = mkdtempSync(join(tmpdir(), 'solo-cli-'));
  const directory = join(base, 'state');
  mkdirSync(directory);
  symlinkSync(directory, join(base, 'other'));
  assert.equal(await whoHas(directory), undefined);
  assert.equal(await whoHas(join(base, 'absent')), undefined);
  const self = { pid: 1, server: '', startedAt: 'now' };
  const first = await takeDirectory(directory, self);
  assert.ok('release' in first);
  first.tell({ ...self, server: 'https://x' });
  assert.deepEqual(await takeDirectory(join(base, 'other'), { ...self, pid: 2 }), {
    heldBy: { pid: 1, server: 'https://x', startedAt: 'now' },
  });
  await first.release();
  const second = await takeDirectory(directory, { ...self, pid: 2 });
  assert.ok('release' in second);
  assert.equal((await whoHas(directory))?.pid, 2);
  await second.release();
  mkdirSync(join(directory, 'nodes', 'node2'), { recursive: true });
  mkdirSync(join(directory, 'nodes', 'other'));
  assert.deepEqual(nodeNumbers(directory), [2]);
  assert.deepEqual(nodeNumbers(base), []);
  rmSync(base, { recursive: true });
});

test('images are loaded by the process that runs, which says what it could not', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'solo-cli-'));
  const load = async (archive: string) => {
    if (archive !== '/a b.tar') throw new Error(`${archive} is no archive`);
    return [{ tags: ['docker.io/library/x:1'] }] as unknown as Image[];
  };
  const close = await serveLoads(directory, { load });
  assert.deepEqual(await askForLoad(directory, '/a b.tar'), { tags: ['docker.io/library/x:1'] });
  assert.deepEqual(await askForLoad(directory, '/c'), { refused: '/c is no archive' });
  close();
  assert.equal(await askForLoad(directory, '/c'), undefined);
  rmSync(directory, { recursive: true });
});
