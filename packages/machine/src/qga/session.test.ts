// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { duplexPair } from 'node:stream';
import { test } from 'node:test';
import { qgaDecoder } from './decode.ts';
import { readInterfaces, readOsInfo } from './guest-facts.ts';
import { qgaSession } from './session.ts';

/** An agent that synchronises properly and answers by `answer`. */
function fakeAgent(answer: (command: string) => string) {
  const [ours, theirs] = duplexPair();
  let text = '';
  theirs.on('data', (chunk: Buffer) => {
    text += Buffer.from(chunk.filter((byte) => byte !== 0xff)).toString();
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const { execute, arguments: args } = JSON.parse(text.slice(0, end)) as {
        execute: string;
        arguments?: { id: number };
      };
      text = text.slice(end + 1);
      if (execute !== 'guest-sync-delimited') theirs.write(answer(execute));
      else theirs.write(Buffer.concat([Buffer.of(0xff), Buffer.from(`{"return": ${args?.id}}\n`)]));
    }
  });
  return { ours, theirs };
}

test('an answer is the one after the synchronisation, whatever came before', async () => {
  const { ours, theirs } = fakeAgent((command) => `{"return": {"for": "${command}"}}\n`);
  const session = qgaSession(ours);
  theirs.write('{"return": {"for": "somebody else"}}\ngarbage');
  const [first, second] = await Promise.all([session.execute('guest-info'), session.execute('guest-get-osinfo')]);
  assert.deepEqual(first, { for: 'guest-info' });
  assert.deepEqual(second, { for: 'guest-get-osinfo' });
  session.close();
});

test('a refused command names its error class, and the next one still works', async () => {
  const { ours } = fakeAgent((command) =>
    command === 'guest-exec' ? '{"error": {"class": "CommandNotFound", "desc": "disabled"}}\n' : '{"return": {}}\n',
  );
  const session = qgaSession(ours);
  await assert.rejects(session.execute('guest-exec'), { kind: 'command-failed', errorClass: 'CommandNotFound' });
  assert.deepEqual(await session.execute('guest-ping'), {});
  session.close();
});

test('an absent agent costs a timeout, and the queue is bounded', async () => {
  const session = qgaSession(duplexPair()[0], { maxQueued: 1, timeoutMs: 1 });
  const waiting = session.execute('guest-ping');
  await assert.rejects(session.execute('guest-ping'), { kind: 'too-many-commands' });
  await assert.rejects(waiting, { kind: 'timeout' });
  session.close();
  await assert.rejects(session.execute('guest-ping'), { kind: 'closed' });
});

test('CVE-2026-13322: a delimiter ends a line without end', () => {
  const decode = qgaDecoder({ maxLineBytes: 64, maxDepth: 4 });
  const { problems } = decode(Buffer.alloc(1_000_000, 0x61));
  assert.deepEqual(
    problems.map((problem) => problem.kind),
    ['line-too-long'],
  );
  const { messages } = decode(Buffer.concat([Buffer.of(0xff), Buffer.from('{"return": 7}\n')]));
  assert.deepEqual(messages, [{ type: 'return', value: 7, synced: true }]);
});

test('what a guest says about itself is cut to short printable strings and real addresses', () => {
  assert.deepEqual(readOsInfo({ name: 'Debian\u0000\u001b[31m', id: 7, 'pretty-name': 'x'.repeat(9999) }), {
    name: 'Debian[31m',
    prettyName: 'x'.repeat(253),
  });
  assert.deepEqual(
    readInterfaces([
      { name: 'lo', 'hardware-address': '00:00:00:00:00:00' },
      {
        name: 'eth0',
        'hardware-address': '52:54:00:AA:bb:01',
        'ip-addresses': [{ 'ip-address': '10.0.2.2' }, { 'ip-address': '<script>' }, 3],
      },
      { name: 'evil', 'hardware-address': '../../etc' },
    ]),
    [{ interfaceName: 'eth0', mac: '52:54:00:aa:bb:01', ipAddresses: ['10.0.2.2'] }],
  );
});
