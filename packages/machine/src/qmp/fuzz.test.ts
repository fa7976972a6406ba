// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delimiter, qgaDecoder, readAgentInfo, readInterfaces, readOsInfo } from '../qga/index.ts';
import { qmpDecoder } from './decode.ts';

const limits = { maxLineBytes: 512, maxDepth: 8 };
const rounds = 4000;

/** mulberry32: the same inputs in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const seeds = [
  '{"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 10}, "package": ""}, "capabilities": ["oob"]}}\r\n',
  '{"return": {"status": "running", "running": true}, "id": "k1"}\r\n',
  '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "SHUTDOWN", "data": {"guest": true}}\r\n',
  '{"error": {"class": "GenericError", "desc": "no"}, "id": "k2"}\n',
  '{"return": [{"name": "eth0", "hardware-address": "52:54:00:00:00:01", "ip-addresses": [{"ip-address": "10.0.2.2"}]}]}\n',
  '{"return": {"pretty-name": "Debian \\u0000\\ud800", "id": {"__proto__": {"a": 1}}}}\n',
  '{"return": {"version": "10", "supported_commands": [{"name": "guest-ping", "enabled": true}, null, 7]}}\n',
];

/** A stream made of valid messages and of damage: flipped, dropped, doubled bytes, deep nesting, endless lines. */
function hostileStream(next: () => number): Buffer {
  const pick = (n: number): number => Math.floor(next() * n);
  const parts: Buffer[] = [];
  for (let i = pick(5); i >= 0; i--) {
    const kind = pick(8);
    if (kind === 0) parts.push(Buffer.from(Array.from({ length: pick(700) }, () => pick(256))));
    else if (kind === 1) parts.push(Buffer.from(`{"return":${'['.repeat(pick(40))}\n`));
    else if (kind === 2) parts.push(Buffer.alloc(pick(1500), 0x61));
    else if (kind === 3) parts.push(Buffer.of(delimiter));
    else {
      const message = Buffer.from(seeds[pick(seeds.length)] as string);
      for (let flips = Math.max(0, pick(6) - 3); flips > 0; flips--) message[pick(message.length)] = pick(256);
      parts.push(kind === 4 ? message.subarray(0, pick(message.length)) : message);
    }
  }
  return Buffer.concat(parts);
}

function split(bytes: Buffer, next: () => number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + Math.floor(next() * 200);
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return chunks;
}

test('CVE-2026-13322: no stream of a peer crashes the decoders or depends on how it is cut', (t) => {
  const next = random(20261322);
  let messages = 0;
  let problems = 0;
  for (let round = 0; round < rounds; round++) {
    const bytes = hostileStream(next);

    const whole = qmpDecoder(limits)(bytes);
    const qmp = qmpDecoder(limits);
    const pieces = split(bytes, next).map((chunk) => qmp(chunk));
    assert.deepEqual(
      pieces.flatMap((piece) => piece.messages),
      whole.messages,
    );
    assert.equal(pieces.at(-1)?.problem?.kind, whole.problem?.kind);

    const wholeGuest = qgaDecoder(limits)(bytes);
    const qga = qgaDecoder(limits);
    const guestPieces = split(bytes, next).map((chunk) => qga(chunk));
    assert.deepEqual(
      guestPieces.flatMap((piece) => piece.messages),
      wholeGuest.messages,
    );
    for (const message of wholeGuest.messages) {
      const value = message.type === 'return' ? message.value : undefined;
      assert.ok(Object.values(readOsInfo(value)).every((field) => field.length <= 253));
      assert.ok(readInterfaces(value).length <= 64);
      assert.ok(readAgentInfo(value).supportedCommands.length <= 256);
    }
    messages += whole.messages.length + wholeGuest.messages.length;
    problems += (whole.problem ? 1 : 0) + wholeGuest.problems.length;
  }
  t.diagnostic(`${rounds} hostile streams, ${messages} messages and ${problems} problems read from them`);
  assert.ok(messages > rounds / 2 && problems > rounds / 2);
});
