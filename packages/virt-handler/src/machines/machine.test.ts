// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { socketListener } from '@kubevirt-ts/host';
import { eventually, quiet } from '@kubevirt-ts/testkit';
import { fakeQemu } from '../../test/fake-qemu.ts';
import { machine } from './machine.ts';

async function connected() {
  const root = await mkdtemp(join(tmpdir(), 'machine-'));
  let changes = 0;
  const made = machine({ name: '0', log: quiet(), onChange: () => changes++ });
  const listener = await socketListener({
    path: join(root, 'qmp.sock'),
    gid: process.getgid?.() ?? 0,
    onConnection: (connection) => made.attachMonitor(connection),
    log: quiet(),
  });
  const qemu = await fakeQemu(root);
  await eventually(() => made.state.connected, 'the machine');
  const tearDown = async (): Promise<void> => {
    qemu.close();
    made.close();
    listener.close();
    await rm(root, { recursive: true });
  };
  return { made, qemu, changes: () => changes, tearDown };
}

test('a guest that was asked to reboot and powers off is started again, once', async () => {
  const { made, qemu, tearDown } = await connected();
  await made.softReboot();
  assert.deepEqual(qemu.commands, ['system_powerdown']);
  qemu.status = 'shutdown';
  qemu.event('SHUTDOWN', { guest: true, reason: 'guest-shutdown' });
  await eventually(() => qemu.status === 'running', 'the restart');
  assert.deepEqual(qemu.commands, ['system_powerdown', 'system_reset', 'cont']);
  assert.equal(made.state.status, 'running');

  qemu.status = 'shutdown';
  qemu.event('SHUTDOWN', { guest: true, reason: 'guest-shutdown' });
  await eventually(() => made.state.status === 'shutdown', 'the power-off');
  assert.equal(made.state.shutdownReason, 'guest-shutdown');
  await tearDown();
});

test('CVE-2026-13322: a flood of events costs few questions and few changes', async () => {
  const { made, qemu, changes, tearDown } = await connected();
  const before = changes();
  for (let i = 0; i < 5000; i++) qemu.event(i % 2 ? 'STOP' : 'RESUME');
  qemu.status = 'paused';
  qemu.event('STOP');
  await eventually(() => made.state.status === 'paused', 'the last state');
  assert.ok(changes() - before < 10);
  await tearDown();
});

test('CVE-2024-31420: events without data, with data of the wrong kind or unknown ones harm nothing', async () => {
  const { made, qemu, tearDown } = await connected();
  for (const name of ['SHUTDOWN', 'VSERPORT_CHANGE', 'BLOCK_IO_ERROR', 'GUEST_PANICKED', '__proto__', '']) {
    for (const data of [undefined, null, [], 7, { reason: 7 }, { reason: {} }, { open: 'yes' }]) {
      qemu.event(name, data as object | undefined);
    }
  }
  qemu.status = 'io-error';
  qemu.event('STOP');
  await eventually(() => made.state.status === 'io-error', 'the state');
  assert.equal(made.state.connected, true);
  await tearDown();
});
