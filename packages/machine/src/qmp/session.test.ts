// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { duplexPair } from 'node:stream';
import { test } from 'node:test';
import type { QmpEvent } from './decode.ts';
import { ProtocolError } from './problem.ts';
import { qmpSession } from './session.ts';

const greeting = '{"QMP": {"version": {"qemu": {"major": 10, "minor": 0, "micro": 0}}, "capabilities": []}}\r\n';

interface Command {
  execute: string;
  id: string;
}

/** A QEMU that answers by `answer`; undefined leaves the command unanswered. */
function fakeQemu(answer: (command: Command) => string | undefined) {
  const [ours, theirs] = duplexPair();
  let text = '';
  theirs.on('data', (chunk: Buffer) => {
    text += chunk;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const command = JSON.parse(text.slice(0, end)) as Command;
      text = text.slice(end + 1);
      const line = command.execute === 'qmp_capabilities' ? '{"return": {}' : answer(command);
      if (line) theirs.write(`${line}, "id": "${command.id}"}\r\n`);
    }
  });
  theirs.on('error', () => undefined);
  return { ours, theirs };
}

test('a session negotiates, matches answers by id and hands on events', async () => {
  const late: Command[] = [];
  const { ours, theirs } = fakeQemu((command) => {
    if (command.execute !== 'first') return '{"return": {"status": "running"}';
    late.push(command);
    return undefined;
  });
  const events: QmpEvent[] = [];
  const session = qmpSession(ours, { onEvent: (event) => events.push(event) });
  theirs.write(greeting);
  assert.equal(await session.ready, '10.0.0');
  const first = session.execute('first');
  assert.deepEqual(await session.execute('query-status'), { status: 'running' });
  theirs.write('{"event": "RESUME", "timestamp": {"seconds": 1, "microseconds": 0}}\r\n');
  theirs.write(`{"error": {"class": "GenericError", "desc": "never"}, "id": "${late[0]?.id}"}\r\n`);
  await assert.rejects(first, { kind: 'command-failed', errorClass: 'GenericError' });
  assert.deepEqual(
    events.map((event) => event.name),
    ['RESUME'],
  );
  session.close();
  assert.equal((await session.closed).kind, 'closed');
});

test('a peer that goes away fails what waits and every later command', async () => {
  const { ours, theirs } = fakeQemu(() => undefined);
  const session = qmpSession(ours);
  theirs.write(greeting);
  await session.ready;
  const waiting = session.execute('stop');
  theirs.destroy();
  await assert.rejects(waiting, ProtocolError);
  await assert.rejects(session.execute('cont'), { kind: 'closed' });
});

test('a command without an answer ends by its own timeout', async () => {
  const { ours, theirs } = fakeQemu(() => undefined);
  const session = qmpSession(ours);
  theirs.write(greeting);
  await session.ready;
  await assert.rejects(session.execute('stop', undefined, 1), { kind: 'timeout' });
  session.close();
});

test('a peer that speaks no QMP, or none in time, is cut off', async () => {
  const pair = duplexPair();
  const session = qmpSession(pair[0]);
  pair[1].write('SSH-2.0-OpenSSH\n');
  await assert.rejects(session.ready, { kind: 'invalid-json' });
  assert.equal((await session.closed).kind, 'invalid-json');

  const silent = qmpSession(duplexPair()[0], { timeoutMs: 1 });
  await assert.rejects(silent.ready, { kind: 'timeout' });
});

test('CVE-2026-13322: commands in flight are bounded', async () => {
  const { ours, theirs } = fakeQemu(() => undefined);
  const session = qmpSession(ours, { maxInFlight: 2 });
  theirs.write(greeting);
  await session.ready;
  const waiting = [session.execute('a'), session.execute('b')];
  await assert.rejects(session.execute('c'), { kind: 'too-many-commands' });
  session.close();
  for (const result of await Promise.allSettled(waiting)) assert.equal(result.status, 'rejected');
});
