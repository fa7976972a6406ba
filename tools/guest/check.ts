// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Boots the demo guest with no cluster and tries what it promises. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages } from '../packages.ts';
import { run, until } from '../shell.ts';
import { Machine, type MachineOptions } from './machine.ts';

const cloudConfig = `#cloud-config
password: it's a secret
chpasswd: { expire: false }
write_files:
  - path: /etc/demo/file
    permissions: '0640'
    content: |
      written by
        write_files
runcmd:
  - echo "as a string in $(pwd)" > /srv/www/one
  - [sh, -c, "cat /etc/demo/file > /srv/www/two; stat -c %a /etc/demo/file >> /srv/www/two"]
`;

const script = `#!/bin/bash
echo "by a script on $(hostname)" > /srv/www/three
`;

/** Tries the guest on that disk, and says what was seen. @throws Error at the first promise that is not kept */
export async function checkGuest(disk: string): Promise<void> {
  installPackages(['qemu-system-x86', 'xorriso']);
  const directory = mkdtempSync(join(tmpdir(), 'guest-check-'));
  try {
    let seen = await withMachine({ disk, bus: 'virtio' }, directory, plain);
    seen += await withMachine(
      { disk, bus: 'virtio', cloudInit: seed(directory, 'from-meta-data', cloudConfig) },
      directory,
      configured,
    );
    seen += await withMachine(
      { disk, bus: 'sata', cloudInit: seed(directory, 'sata-guest', script) },
      directory,
      scripted,
    );
    console.log(`the guest kept ${seen} promises`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Say = (promise: string) => void;

async function plain(machine: Machine, http: Http, say: Say): Promise<void> {
  await machine.sees('kubevirt-ts login: ');
  say(`boots without cloud-init data: login prompt after ${machine.seconds.toFixed(1)} s`);
  await machine.sees('kubevirt-ts guest ready');
  assert.equal(await http('/'), 'kubevirt-ts\n');
  say(`is ready after ${machine.seconds.toFixed(1)} s: has an address by DHCP, answers HTTP with its name`);
  await machine.type('guest', 'Password: ');
  await machine.type('guest', '# ');
  say('lets its user in by password');
  const from = machine.console.length;
  await machine.type('reboot', 'kubevirt-ts guest stops');
  await machine.sees('kubevirt-ts guest ready', from);
  say('reboots by command');
  await machine.type('guest', 'Password: ');
  await machine.type('guest', '# ');
  await machine.type('poweroff', 'kubevirt-ts guest stops');
  await machine.ended();
  say('powers off by command');
}

async function configured(machine: Machine, http: Http, say: Say): Promise<void> {
  await machine.sees('from-meta-data login: ');
  say(`takes its name from NoCloud meta-data on a virtio disk: login prompt after ${machine.seconds.toFixed(1)} s`);
  await machine.sees('kubevirt-ts guest ready');
  assert.equal(await http('/one'), 'as a string in /root\n');
  assert.equal(await http('/two'), 'written by\n  write_files\n640\n');
  say('runs runcmd (strings and lists) after write_files');
  await machine.type('root', 'Password: ');
  await machine.type("it's a secret", '# ');
  say('has the password of the user data');

  await until('20 ticks', 20, async () => (await ticks(http)).length > 20);
  const gaps = intervals(await ticks(http));
  say(`ticks: ${gaps.length + 1} lines, ${Math.min(...gaps).toFixed(0)} to ${Math.max(...gaps).toFixed(0)} ms apart`);

  await machine.agent.execute('guest-ping');
  const name = await machine.agent.execute('guest-get-host-name');
  assert.deepEqual(name, { 'host-name': 'from-meta-data' });
  const interfaces = JSON.stringify(await machine.agent.execute('guest-network-get-interfaces'));
  assert.match(interfaces, /10\.0\.2\.15/);
  say('runs the guest agent: name and addresses');

  const pressed = machine.seconds;
  await machine.qmp.execute('system_powerdown');
  await machine.ended();
  assert.deepEqual(machine.qmp.event('SHUTDOWN'), { guest: true, reason: 'guest-shutdown' });
  say(`powers off by the power button in ${(machine.seconds - pressed).toFixed(1)} s`);
}

async function scripted(machine: Machine, http: Http, say: Say): Promise<void> {
  await machine.sees('sata-guest login: ');
  say(`boots from a sata disk with cloud-init data on a CD-ROM: login prompt after ${machine.seconds.toFixed(1)} s`);
  await machine.sees('kubevirt-ts guest ready');
  assert.equal(await http('/three'), 'by a script on sata-guest\n');
  say('runs a script given as user data');
  await machine.agent.execute('guest-shutdown').catch(() => undefined);
  await machine.ended();
  assert.deepEqual(machine.qmp.event('SHUTDOWN'), { guest: true, reason: 'guest-shutdown' });
  say('powers off by the guest agent');
}

type Http = (path: string) => Promise<string>;

type Trial = (machine: Machine, http: Http, say: Say) => Promise<void>;

async function withMachine(
  options: Pick<MachineOptions, 'disk' | 'bus' | 'cloudInit'>,
  directory: string,
  trial: Trial,
): Promise<number> {
  const sockets = join(directory, 'sockets');
  rmSync(sockets, { recursive: true, force: true });
  mkdirSync(sockets);
  const httpPort = await freePort();
  const machine = await Machine.start({ ...options, httpPort, directory: sockets });
  const http: Http = async (path) => {
    const response = await fetch(`http://127.0.0.1:${httpPort}${path}`, { signal: AbortSignal.timeout(20_000) });
    return response.text();
  };
  let kept = 0;
  try {
    await trial(machine, http, (promise) => {
      kept += 1;
      console.log(`  ${promise}`);
    });
  } finally {
    machine.kill();
  }
  return kept;
}

/** A NoCloud disk with that host name and user data. */
function seed(directory: string, name: string, userData: string): string {
  const files = join(directory, name);
  mkdirSync(files);
  writeFileSync(join(files, 'meta-data'), JSON.stringify({ 'instance-id': name, 'local-hostname': name }));
  writeFileSync(join(files, 'user-data'), userData);
  run('xorriso', [
    '-as',
    'mkisofs',
    '-quiet',
    '-volid',
    'cidata',
    '-joliet',
    '-rock',
    '-output',
    `${files}.iso`,
    files,
  ]);
  return `${files}.iso`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function ticks(http: Http): Promise<readonly string[]> {
  return (await http('/ticks')).trim().split('\n');
}

/** Milliseconds between ticks, by the guest's wall clock. */
function intervals(lines: readonly string[]): readonly number[] {
  const times = lines.map((line) => Number(line.split(' ')[2]) * 1000);
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}
