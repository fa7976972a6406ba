// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qmpDecoder } from './decode.ts';
import { lineSplitter } from './line-splitter.ts';
import { parseJson } from './parse-json.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('an event, an answer and an error are told apart, merged into one chunk', () => {
  const { messages, problem } = qmpDecoder()(
    bytes(
      '{"QMP": {"version": {"qemu": {"major": 10, "minor": 0, "micro": 2}}, "capabilities": []}}\r\n' +
        '{"return": {}, "id": "k1"}\r\n' +
        '{"event": "STOP", "timestamp": {"seconds": 5, "microseconds": 1500}}\r\n' +
        '{"error": {"class": "CommandNotFound", "desc": "no such"}, "id": 4}\r\n',
    ),
  );
  assert.equal(problem, undefined);
  assert.deepEqual(messages, [
    { type: 'greeting', version: '10.0.2' },
    { type: 'return', id: 'k1', value: {} },
    { type: 'event', event: { name: 'STOP', data: {}, atMs: 5001 } },
    { type: 'error', id: 4, errorClass: 'CommandNotFound', description: 'no such' },
  ]);
});

test('CVE-2026-13322: a line without end is swallowed, not kept', () => {
  const lines = lineSplitter(1000);
  const seen = [];
  for (let i = 0; i < 5000; i++) seen.push(...lines.push(bytes('x'.repeat(100))));
  assert.equal(seen.length, 1);
  assert.equal(seen[0]?.problem?.kind, 'line-too-long');
  assert.equal(lines.pendingBytes, 0);
  const after = lines.push(bytes('tail\nnext\n'));
  assert.deepEqual(
    after.map((line) => Buffer.from(line.bytes ?? []).toString()),
    ['next'],
  );
});

test('a decoder that met a problem stays broken', () => {
  const decode = qmpDecoder();
  assert.equal(decode(bytes('hello\n')).problem?.kind, 'invalid-json');
  assert.deepEqual(decode(bytes('{"return": {}}\n')), {
    messages: [],
    problem: { kind: 'invalid-json', detail: 'a line is not JSON' },
  });
});

test('JSON is refused by its kind of fault', () => {
  const kind = (line: Uint8Array): string | undefined => parseJson(line, 4).problem?.kind;
  assert.equal(kind(Buffer.from([0x7b, 0xc3, 0x28, 0x7d])), 'invalid-utf8');
  assert.equal(kind(bytes('{"a":[[[[1]]]]}')), 'too-deep');
  assert.equal(kind(bytes(`{"a":"${'['.repeat(100)}"}`)), undefined);
  assert.equal(kind(bytes('[1]')), 'invalid-json');
  assert.equal(kind(bytes('null')), 'invalid-json');
});
