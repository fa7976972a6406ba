// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gracefulShutdown, type ShutdownOutcome } from './graceful-shutdown.ts';

interface Guest {
  /** How often the power button has to be pressed; nothing if that never helps. */
  presses?: number;
  /** Whether virt-handler ends QEMU once the guest has shut down. */
  handled?: boolean;
}

function run({ presses, handled = false }: Guest, graceMs: number) {
  const closed = Promise.withResolvers<void>();
  const commands: string[] = [];
  const written: ShutdownOutcome[] = [];
  const monitor = {
    closed: closed.promise,
    async execute(command: string): Promise<unknown> {
      commands.push(command);
      const pressed = commands.filter((each) => each === 'system_powerdown').length;
      const down = presses !== undefined && pressed >= presses;
      if (command === 'query-status' && down && handled) closed.resolve();
      return command === 'query-status' ? { status: down ? 'shutdown' : 'running' } : {};
    },
  };
  const times = { graceMs, pressEveryMs: 2, lookEveryMs: 1, patienceMs: 1 };
  const outcome = gracefulShutdown(monitor, times, (each) => written.push(each));
  return { outcome, commands, written };
}

test('a guest that shuts down is recorded before QEMU is ended', async () => {
  const { outcome, commands, written } = run({ presses: 1 }, 100);
  assert.equal(await outcome, 'guest-shutdown');
  assert.deepEqual(written, ['guest-shutdown']);
  assert.equal(commands.at(-1), 'quit');
});

test('a guest that does not listen at first is asked again', async () => {
  const { outcome, commands } = run({ presses: 3 }, 100);
  assert.equal(await outcome, 'guest-shutdown');
  assert.equal(commands.filter((each) => each === 'system_powerdown').length, 3);
});

test('virt-handler ends QEMU when it is there', async () => {
  const { outcome, commands } = run({ presses: 1, handled: true }, 100);
  assert.equal(await outcome, 'guest-shutdown');
  assert.ok(!commands.includes('quit'));
});

test('a guest that does not react is cut off when its time is over', async () => {
  const { outcome, commands, written } = run({}, 5);
  assert.equal(await outcome, 'grace-period-expired');
  assert.deepEqual(written, ['grace-period-expired']);
  assert.equal(commands.at(-1), 'quit');
});

test('a guest without a grace period is ended as it was asked to be', async () => {
  const { outcome, commands } = run({}, 0);
  assert.equal(await outcome, 'guest-shutdown');
  assert.deepEqual(commands, ['quit']);
});
