// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { lstat, mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ownedDirectory } from '@kubevirt-ts/host';
import { eventually, quiet } from '@kubevirt-ts/testkit';
import { fakeQemu } from '../../test/fake-qemu.ts';
import { channels, slotDevices, slotNames } from './channels.ts';

async function setUp() {
  const root = await mkdtemp(join(tmpdir(), 'channels-'));
  const allocated: string[] = [];
  const all = channels({
    directory: await ownedDirectory(join(root, 'channels'), slotNames),
    gid: process.getgid?.() ?? 0,
    log: quiet(),
    onChange: () => undefined,
    onAllocate: (id) => allocated.push(id),
  });
  const tearDown = async (): Promise<void> => {
    all.leave();
    await rm(root, { recursive: true });
  };
  return { all, allocated, root, path: (id: string) => join(root, 'channels', id), tearDown };
}

test('a slot is mounted read-only, with three sockets that only its group may dial', async () => {
  const { all, path, tearDown } = await setUp();
  const { mounts } = await all.allocate(['7']);
  assert.deepEqual(mounts, [{ containerPath: '/run/kubevirt/channel', hostPath: path('7'), readOnly: true }]);
  assert.deepEqual((await readdir(path('7'))).sort(), ['qga.sock', 'qmp.sock', 'serial0.sock']);
  assert.equal((await stat(path('7'))).mode & 0o777, 0o755);
  assert.equal((await stat(join(path('7'), 'qmp.sock'))).mode & 0o777, 0o660);
  await tearDown();
});

test('QEMU that dials in is greeted and looked at, and comes back after a restart of virt-handler', async () => {
  const { all, path, tearDown } = await setUp();
  await all.allocate(['0']);
  const first = await fakeQemu(path('0'));
  const state = () => all.get('0')?.machine.state;
  await eventually(() => state()?.status === 'running', 'the run state');
  assert.deepEqual(
    { type: state()?.machineType, macs: state()?.macs },
    { type: 'pc-q35-10.0', macs: { 'ua-default': '02:00:00:00:00:01' } },
  );
  all.leave();
  await eventually(() => first.monitor.destroyed, 'the cut connection');

  await all.openAll();
  const again = await fakeQemu(path('0'), 'shutdown');
  await eventually(() => state()?.connected && state()?.status === 'shutdown', 'the new connection');
  again.close();
  await tearDown();
});

test('a slot that goes to another pod is another directory: old connections are cut, the old mount is dead', async () => {
  const { all, path, allocated, tearDown } = await setUp();
  await all.allocate(['0']);
  // Held open, as a mount would, so that the file system does not use its number again.
  const mount = await open(path('0'));
  const old = await fakeQemu(path('0'));
  await eventually(() => all.get('0')?.machine.state.connected, 'the first pod');
  await all.allocate(['0']);
  await eventually(() => old.monitor.destroyed, 'the cut connection');
  assert.notEqual((await stat(path('0'))).ino, (await mount.stat()).ino);
  await mount.close();
  assert.equal(all.get('0')?.machine.state.connected, false);
  assert.deepEqual(allocated, ['0', '0']);
  await tearDown();
});

test('CVE-2022-1798: no device id leads out of the directory', async () => {
  const { all, root, tearDown } = await setUp();
  for (const id of ['../../etc', '..', '.', '/etc', '0/../1', '', '00', '1 ', '-1', '99999']) {
    await assert.rejects(all.allocate([id]), /exactly one channel/, JSON.stringify(id));
  }
  await assert.rejects(all.allocate(['0', '1']), /exactly one channel/);
  await assert.rejects(all.allocate([]), /exactly one channel/);
  assert.deepEqual(await readdir(join(root, 'channels')), []);
  await tearDown();
});

test('CVE-2026-7374, CVE-2025-64437: a link in the place of a slot is replaced, never followed', async () => {
  const { all, root, path, tearDown } = await setUp();
  const elsewhere = join(root, 'elsewhere');
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, 'qmp.sock'), 'precious');
  await symlink(elsewhere, path('3'));
  await symlink(elsewhere, path('4'));
  await all.openAll();
  await all.allocate(['3']);
  assert.equal(await readFile(join(elsewhere, 'qmp.sock'), 'utf8'), 'precious');
  for (const id of ['3', '4']) assert.ok((await lstat(path(id))).isDirectory());
  await tearDown();
});

test('CVE-2026-7374: a channel directory that is itself a link is not taken', async () => {
  const root = await mkdtemp(join(tmpdir(), 'channels-'));
  await mkdir(join(root, 'real'));
  await symlink(join(root, 'real'), join(root, 'link'));
  await assert.rejects(ownedDirectory(join(root, 'link'), slotNames), /is not a directory of uid/);
  await rm(root, { recursive: true });
});

test('CVE-2026-13322: a flood of connections to a slot is refused, and others are not disturbed', async () => {
  const { all, path, tearDown } = await setUp();
  await all.allocate(['0']);
  await all.allocate(['1']);
  const honest = await fakeQemu(path('0'));
  await eventually(() => all.get('0')?.machine.state.connected, 'the honest QEMU');
  let refused = 0;
  for (let i = 0; i < 200; i++) {
    const socket = connect(join(path('1'), 'qmp.sock'));
    const settled = Promise.withResolvers<void>();
    socket.once('connect', settled.resolve).once('error', () => {
      refused++;
      settled.resolve();
    });
    await settled.promise;
    socket.destroy();
  }
  assert.ok(refused > 100, `${refused} of 200 found the socket closed`);
  assert.equal(all.get('0')?.machine.state.connected, true);
  honest.close();
  await tearDown();
});

test('a second connection does not push the first one out', async () => {
  const { all, path, tearDown } = await setUp();
  await all.allocate(['0']);
  const first = await fakeQemu(path('0'));
  await eventually(() => all.get('0')?.machine.state.connected, 'the first connection');
  const second = await fakeQemu(path('0'), 'shutdown');
  await eventually(() => second.monitor.destroyed, 'the refusal');
  assert.equal(all.get('0')?.machine.state.status, 'running');
  first.close();
  await tearDown();
});

test('slots that the kubelet does not name are kept while they are new or in use', async () => {
  const { all, path, tearDown } = await setUp();
  await all.allocate(['0']);
  await all.settle(new Set());
  await all.settle(new Set(['4']));
  assert.ok((await stat(path('0'))).isDirectory());
  assert.ok((await stat(path('4'))).isDirectory());
  await tearDown();
});

test('the kubelet is offered as many slots as asked for', () => {
  assert.deepEqual(slotDevices(2), [
    { id: '0', healthy: true },
    { id: '1', healthy: true },
  ]);
  assert.ok(slotDevices(2000).every(({ id }) => slotNames.test(id)));
});
