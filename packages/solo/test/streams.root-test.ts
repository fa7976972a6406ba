// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { reopenLog, resizeTerminal } from '../src/kubelet/runtime/conmon.ts';
import type { Runtime } from '../src/kubelet/runtime/runtime.ts';
import { logLimits, rotateLog } from '../src/kubelet/runtime/streams/log-files.ts';
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

const all = { stdin: true, stdout: true, stderr: true, tty: false };

/** What a stream has given so far. */
function collected(stream: Readable | undefined): { text: string } {
  const held = { text: '' };
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    held.text += chunk;
  });
  return held;
}

describe('streams', () => {
  let fixture: Fixture;
  let runtime: Runtime;
  let id: string;
  const pod = sandboxSpec('web');
  const seen = (held: { text: string }, pattern: RegExp) =>
    until(async () => (pattern.test(held.text) ? true : undefined));
  before(async () => {
    fixture = await runtimeFixture();
    runtime = await fixture.open();
    id = (await run(runtime, pod, containerSpec('idle', 'exec sleep 1000', { env: [{ name: 'A', value: 'b' }] }))).id;
  });
  after(() => fixture.end());

  it('of a command go to its client, and its exit code', async () => {
    const session = await runtime.exec(id, ['sh', '-c', 'cat; echo $A >&2; exit 7'], all);
    session.stdin?.end('hello\n');
    const [out, err, end] = await Promise.all([text(session.stdout!), text(session.stderr!), session.ended]);
    assert.deepEqual([out, err, end], ['hello\n', 'b\n', { exitCode: 7 }]);
    const absent = await runtime.exec(id, ['absent'], all);
    assert.match(JSON.stringify(await absent.ended), /"error":"executable file `absent` not found in \$PATH/);
  });

  it('of much output lose nothing', async () => {
    const session = await runtime.exec(id, ['head', '-c', '9000000', '/dev/zero'], { ...all, stdin: false });
    assert.equal((await text(session.stdout!)).length, 9_000_000);
  });

  it('of a terminal follow its size', async () => {
    const session = await runtime.exec(id, ['sh'], { ...all, stderr: false, tty: true });
    const out = collected(session.stdout);
    session.resize({ columns: 123, rows: 45 });
    await until(async () => {
      session.stdin?.write('stty size\r');
      return out.text.includes('45 123') ? true : undefined;
    });
    session.resize({ columns: 77, rows: 33 });
    await until(async () => {
      session.stdin?.write('stty size\r');
      return out.text.includes('33 77') ? true : undefined;
    });
    session.stdin?.write('tty; exit 9\r');
    assert.deepEqual(await session.ended, { exitCode: 9 });
    await seen(out, /\/dev\/pts\/0\r\n/);
  });

  it('that their client leaves take the command with them', async () => {
    const session = await runtime.exec(id, ['sleep', '777'], { ...all, tty: true });
    await until(async () =>
      (await runtime.run(id, ['sh', '-c', 'cat /proc/*/cmdline'], 5000)).output.includes('777') ? true : undefined,
    );
    session.kill();
    await session.ended;
    assert.equal((await runtime.run(id, ['sh', '-c', 'cat /proc/*/cmdline'], 5000)).output.includes('777'), false);
  });

  it('of a probe end in time', async () => {
    assert.deepEqual(await runtime.run(id, ['sh', '-c', 'echo a; echo b >&2; exit 3'], 5000), {
      exitCode: 3,
      output: 'a\nb\n',
      timedOut: false,
    });
    assert.partialDeepStrictEqual(await runtime.run(id, ['sleep', '100'], 200), { timedOut: true });
    await assert.rejects(runtime.run(id, ['absent'], 5000), { name: 'RuntimeError' });
  });

  it('of a container’s own process can be attached to', async () => {
    const script = 'while read line; do echo "got $line"; echo "err $line" >&2; done; echo end';
    const reader = await run(runtime, pod, containerSpec('reader', script, { stdin: true, stdinOnce: true }));
    const session = await runtime.attach(reader.id, all);
    const [out, err] = [collected(session.stdout), collected(session.stderr)];
    session.stdin?.write('one\n');
    await seen(out, /got one\n/);
    session.stdin?.end('two\n');
    await session.ended;
    assert.equal(out.text, 'got one\ngot two\nend\n');
    assert.equal(err.text, 'err one\nerr two\n');
    assert.equal((await exited(runtime, reader.id)).exitCode, 0);
  });

  it('of a container with a terminal can be attached to, again and again', async () => {
    const shell = await run(runtime, pod, containerSpec('shell', 'exec sh -i', { stdin: true, tty: true }));
    const first = await runtime.attach(shell.id, { ...all, tty: true });
    const out = collected(first.stdout);
    first.resize({ columns: 99, rows: 22 });
    first.stdin?.write('stty size\r');
    await seen(out, /22 99\r\n/);
    first.kill();
    await first.ended;
    const second = await runtime.attach(shell.id, { ...all, tty: true });
    const more = collected(second.stdout);
    second.stdin?.write('echo $((40 + 2))\r');
    await seen(more, /42\r\n/);
    second.stdin?.write('exit 4\r');
    await second.ended;
    assert.equal((await exited(runtime, shell.id)).exitCode, 4);
    assert.equal(
      await resizeTerminal(join(fixture.directory, 'n1', 'rt', 'containers', shell.id), { columns: 1, rows: 1 }),
      false,
    );
  });

  it('of a log are read as they are asked for', async () => {
    const script = 'for i in 1 2 3; do echo line $i; done; printf half; sleep 0.3; echo whole; echo bad >&2';
    const { id: talker } = await run(runtime, pod, containerSpec('talker', script));
    const read = async (part: Parameters<Runtime['logs']>[1]) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of runtime.logs(talker, part, new AbortController().signal)) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    };
    assert.equal(await read({ follow: true }), 'line 1\nline 2\nline 3\nhalfwhole\nbad\n');
    assert.equal(await read({ tailLines: 1 }), 'bad\n');
    assert.equal(await read({ tailLines: 0 }), '');
    assert.equal(await read({ limitBytes: 9 }), 'line 1\nli');
    assert.match(await read({ timestamps: true, limitBytes: 38 }), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z line 1\n$/);
    assert.equal(await read({ sinceSeconds: 3600 }), 'line 1\nline 2\nline 3\nhalfwhole\nbad\n');
    assert.equal(await read({ sinceTime: new Date(Date.now() + 60_000).toISOString() }), '');
  });

  it('of a log go on when it is rotated', async () => {
    const { id: talker } = await run(
      runtime,
      pod,
      containerSpec('long', 'read x; echo $x; read x; echo $x', { stdin: true }),
    );
    const log = join(fixture.directory, 'n1', 'logs', 'pods', 'default_web_uid-web', 'long', '0.log');
    const bundle = join(fixture.directory, 'n1', 'rt', 'containers', talker);
    const session = await runtime.attach(talker, { ...all, stdout: false, stderr: false });
    const followed = (async () => {
      let held = '';
      for await (const chunk of runtime.logs(talker, { follow: true }, new AbortController().signal))
        held += Buffer.from(chunk).toString();
      return held.replaceAll(/#+\n/g, '');
    })();
    session.stdin?.write('before\n');
    await until(async () => ((await output(runtime, talker)) === 'before\n' ? true : undefined));
    for (let size = statSync(log).size; size < logLimits.maxBytes; size = statSync(log).size)
      appendFileSync(log, `2026-01-01T00:00:00.000000000Z stdout F ${'#'.repeat(100)}\n`.repeat(1000));
    assert.equal(await rotateLog(log, () => reopenLog(bundle), new Date()), true);
    session.stdin?.write('after\n');
    assert.equal(await followed, 'before\nafter\n');
    assert.equal(readdirSync(join(log, '..')).length, 2);
    await runtime.remove(talker);
    assert.equal(existsSync(log), false);
    assert.deepEqual(readdirSync(join(log, '..')), []);
  });

  it('lead to a port in the pod', async () => {
    const server = await run(
      runtime,
      pod,
      containerSpec('server', 'mkdir /w && cd /w && exec python3 -m http.server 8080'),
    );
    const { sandboxId } = server;
    const connection = await until(() => runtime.connect(sandboxId, 8080).catch(() => undefined));
    connection.write('GET / HTTP/1.0\r\n\r\n');
    assert.match(await text(connection), /^HTTP\/1.0 200 OK/);
    await assert.rejects(runtime.connect(sandboxId, 8081), /dial tcp 127\.0\.0\.1:8081: connection refused/);
  });
});
