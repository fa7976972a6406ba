// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Container, Runtime } from '../src/kubelet/runtime/runtime.ts';
import {
  containerSpec,
  exited,
  type Fixture,
  output,
  run,
  runtimeFixture,
  sandboxSpec,
  until,
} from './runtime-fixture.ts';

const rounds = 8;

describe('after the death of its process, a runtime', () => {
  let fixture: Fixture;
  before(async () => {
    fixture = await runtimeFixture();
  });
  after(() => fixture.end());
  const found = async (runtime: Runtime, id: string): Promise<Container | undefined> =>
    (await runtime.list()).containers.find((container) => container.id === id);

  it('finds all that runs, and nothing half-made', async () => {
    const told = new Map<string, string>();
    for (let round = 0; round < rounds; round++) {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'runtime-child.ts'), fixture.directory, `${round * 100}`],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      await until(async () => (text.includes('\n') ? true : undefined));
      // At another moment of the next pod's making each time.
      await delay((round * 400) / rounds);
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      for (const line of text.split('\n').slice(0, -1)) told.set(...(line.split(' ') as [string, string]));
    }
    const runtime = await fixture.open();
    const { sandboxes, containers } = await runtime.list();
    for (const [name, id] of told) {
      const container = containers.find((each) => each.id === id);
      assert.equal(container?.state, 'running', name);
      assert.equal(await output(runtime, id), `${name}\n`);
      assert.equal((await runtime.run(id, ['true'], 5000)).exitCode, 0);
      assert.ok(sandboxes.some((sandbox) => sandbox.pod.name === name && sandbox.state === 'ready'));
    }
    assert.ok(told.size >= rounds);
    // Every directory, network namespace and mount belongs to one that is listed.
    const directories = (kind: string) => readdirSync(join(fixture.directory, 'n1', 'rt', kind)).length;
    assert.equal(directories('sandboxes'), sandboxes.length);
    assert.equal(directories('containers'), containers.length);
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter((line) => line.includes(`${fixture.directory}/n1/rt/`));
    assert.equal(mounts.length, sandboxes.length + containers.length);
    // A pod that was cut off is gone on with where it was.
    const last = sandboxSpec(`p${(rounds - 1) * 100 + 50}`);
    await run(runtime, last, containerSpec('c', 'sleep 1000'));
    for (const { id } of sandboxes) await runtime.removeSandbox(id);
  });

  it('knows how those ended that nobody watched', async () => {
    const pod = sandboxSpec('unwatched');
    let runtime = await fixture.open();
    const { id } = await run(
      runtime,
      pod,
      containerSpec('c', 'sleep 0.3; echo bye; printf last > /dev/termination-log; exit 7'),
    );
    await runtime.close();
    await delay(600);
    runtime = await fixture.open();
    assert.partialDeepStrictEqual(await found(runtime, id), { state: 'exited', exitCode: 7, reason: 'Error' });
    assert.equal(await output(runtime, id), 'bye\n');
    assert.equal(await runtime.terminationMessage(id, false), 'last');
  });

  it('tells of those whose watcher was killed too', async () => {
    const runtime = await fixture.open();
    const { id, pid } = await run(runtime, sandboxSpec('lost'), containerSpec('c', 'exec sleep 1000'));
    const told = new Promise<void>((resolve) => runtime.onExit((other) => other === id && resolve()));
    process.kill(
      Number(readFileSync(join(fixture.directory, 'n1', 'rt', 'containers', id, 'conmon.pid'), 'utf8')),
      'SIGKILL',
    );
    process.kill(pid!, 'SIGKILL');
    await told;
    assert.partialDeepStrictEqual(await found(runtime, id), { state: 'exited', exitCode: 255, reason: 'Unknown' });
  });

  it('says that a sandbox without its pause process is not ready, and makes another', async () => {
    const runtime = await fixture.open();
    const pod = sandboxSpec('bare');
    const first = await runtime.ensureSandbox(pod);
    const told = new Promise<void>((resolve) => runtime.onExit((other) => other === first.id && resolve()));
    process.kill(first.pid, 'SIGKILL');
    await told;
    const container = await run(runtime, { ...pod, attempt: 1 }, containerSpec('c', 'true'));
    await exited(runtime, container.id);
    const second = await runtime.ensureSandbox(pod);
    assert.notEqual(second.id, first.id);
    assert.equal(second.attempt, 1);
    await runtime.removeSandbox(first.id);
    assert.equal((await runtime.ensureSandbox(pod)).id, second.id);
  });

  it('begins anew after the machine was', async () => {
    const pod = sandboxSpec('rebooted');
    const old = await run(await fixture.open(), pod, containerSpec('c', 'exec sleep 1000'));
    await (await fixture.open()).close();
    // What a start of the machine does: no process, mount or namespace is left, and another boot has begun.
    const rt = join(fixture.directory, 'n1', 'rt');
    const gone: string[] = [];
    for (const kind of ['sandboxes', 'containers'])
      for (const id of readdirSync(join(rt, kind))) {
        const file = join(rt, kind, id, 'record.json');
        const record = JSON.parse(readFileSync(file, 'utf8')) as {
          pod?: { name: string };
          spec: { pod?: { name: string } };
          process?: { pid: number; boot: string };
          netns?: string;
        };
        if ((record.pod ?? record.spec.pod)?.name !== 'rebooted') continue;
        if (record.process) {
          process.kill(record.process.pid, 'SIGKILL');
          record.process.boot = 'an earlier one';
        }
        gone.push(id);
        writeFileSync(file, JSON.stringify(record));
        await until(async () => (existsSync(join(rt, 'exits', id)) || record.process === undefined ? true : undefined));
        rmSync(join(rt, 'exits', id), { force: true });
        if (record.netns) execFileSync('ip', ['netns', 'delete', basename(record.netns)]);
      }
    for (const mount of readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[4] ?? ''))
      if (mount.startsWith(rt) && gone.some((id) => mount.includes(id))) execFileSync('umount', ['-l', mount]);

    const runtime = await fixture.open();
    const first = (await runtime.list()).sandboxes.find((sandbox) => sandbox.pod.name === 'rebooted');
    assert.equal(first?.state, 'notReady');
    assert.partialDeepStrictEqual(await found(runtime, old.id), { state: 'exited', exitCode: 255, reason: 'Unknown' });
    const next = await run(runtime, { ...pod, attempt: 1 }, containerSpec('c', 'exec sleep 1000', { attempt: 1 }));
    assert.equal(next.state, 'running');
    await runtime.removeSandbox(first?.id ?? '');
    assert.equal((await found(runtime, next.id))?.state, 'running');
  });

  it('leaves nothing when it is purged', async () => {
    const runtime = await fixture.open();
    const { sandboxes } = await runtime.list();
    assert.ok(sandboxes.length > 0);
    await runtime.purge();
    const left = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter((line) => line.includes(fixture.directory));
    assert.deepEqual(left, []);
    assert.deepEqual(
      readdirSync('/sys/class/net').filter((name) => name === 'solot1'),
      [],
    );
    const names = readdirSync('/run/netns');
    assert.equal(
      sandboxes.some(({ id }) => names.includes(`solo-${id.slice(0, 16)}`)),
      false,
    );
  });
});
