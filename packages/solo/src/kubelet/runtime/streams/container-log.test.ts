// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { containerLog, type LogPart } from './container-log.ts';
import { lastWords } from './last-words.ts';
import { LineCutter, parseLogLine } from './log-lines.ts';

const directory = mkdtempSync(join(tmpdir(), 'log-'));
const file = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
after(() => rmSync(directory, { recursive: true }));
const time = (second: number) => `2026-01-01T00:00:0${second}.000000001+00:00`;

const log = file(
  'c.log',
  [
    `${time(1)} stdout F first`,
    `${time(2)} stderr P half `,
    `${time(3)} stderr F whole`,
    `${time(4)} stdout F `,
    `${time(5)} stdout F last`,
    `${time(6)} stdout F not yet written to its e`,
  ].join('\n'),
);

async function read(path: string, part: LogPart): Promise<string> {
  const o = {
    alive: () => false,
    onExit: () => () => undefined,
    signal: new AbortController().signal,
    now: new Date('2026-01-01T00:00:06Z'),
  };
  const chunks: Uint8Array[] = [];
  for await (const chunk of containerLog(path, part, o)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('a line of a log', () => {
  it('has a time, a stream and what was written', () => {
    const entry = parseLogLine(Buffer.from(`${time(1)} stderr P:x a b`));
    assert.deepEqual(entry, {
      time: '2026-01-01T00:00:01.000000001Z',
      stream: 'stderr',
      partial: true,
      content: Buffer.from('a b'),
    });
    assert.equal(parseLogLine(Buffer.from(`${time(1)} stdout F`))?.content.length, 0);
    assert.equal(parseLogLine(Buffer.from('no log at all')), undefined);
    assert.equal(parseLogLine(Buffer.from('')), undefined);
  });

  it('is whole, however it is read', () => {
    const cutter = new LineCutter();
    const lines = ['a', 'b\nc', '', 'd\n\ne'].flatMap((text) => cutter.push(Buffer.from(text)));
    assert.deepEqual(lines.map(String), ['ab', 'cd', '']);
  });
});

describe('a container’s log', () => {
  it('is what the container wrote', async () => {
    assert.equal(await read(log, {}), 'first\nhalf whole\n\nlast\n');
  });

  it('begins at one of its last entries', async () => {
    const whole = file('whole.log', ['1', '2', '3'].map((n) => `${time(1)} stdout F ${n}\n`).join(''));
    assert.equal(await read(whole, { tailLines: 2 }), '2\n3\n');
    assert.equal(await read(whole, { tailLines: 9 }), '1\n2\n3\n');
    assert.equal(await read(whole, { tailLines: 0 }), '');
    const long = file('long.log', Array.from({ length: 9000 }, (_, n) => `${time(1)} stdout F ${n}\n`).join(''));
    assert.equal((await read(long, { tailLines: 5000 })).split('\n')[0], '4000');
  });

  it('leaves out what is older', async () => {
    assert.equal(await read(log, { sinceTime: '2026-01-01T00:00:03.000000001Z' }), 'whole\n\nlast\n');
    assert.equal(await read(log, { sinceTime: '2026-01-01T00:00:03.000000002Z' }), '\nlast\n');
    assert.equal(await read(log, { sinceSeconds: 2 }), '\nlast\n');
  });

  it('has times where lines begin, and no more bytes than asked for', async () => {
    assert.equal(
      await read(log, { timestamps: true, limitBytes: 98 }),
      '2026-01-01T00:00:01.000000001Z first\n2026-01-01T00:00:02.000000001Z half whole\n2026-01-01T00:00:04',
    );
    assert.equal(await read(log, { limitBytes: 0 }), '');
  });

  it('is followed into its next file, to its end', async () => {
    const path = file('followed.log', `${time(1)} stdout F one\n`);
    let alive = true;
    const wakes = new Set<() => void>();
    const onExit = (listener: () => void) => {
      wakes.add(listener);
      return () => wakes.delete(listener);
    };
    const o = { alive: () => alive, onExit, signal: new AbortController().signal, now: new Date() };
    const chunks = containerLog(path, { follow: true }, o);
    const next = async () => String(Buffer.from((await chunks.next()).value ?? []));
    assert.equal(await next(), 'one\n');
    appendFileSync(path, `${time(1)} stdout F two\n`);
    assert.equal(await next(), 'two\n');
    appendFileSync(path, `${time(1)} stdout F three\n`);
    renameSync(path, `${path}.1`);
    file('followed.log', `${time(1)} stdout F four\n`);
    assert.equal(await next(), 'three\n');
    assert.equal(await next(), 'four\n');
    const end = chunks.next();
    alive = false;
    for (const wake of wakes) wake();
    assert.equal((await end).done, true);
    assert.equal(wakes.size, 0);
  });
});

describe('last words', () => {
  it('are the file’s, or the log’s end', async () => {
    const words = file('words', 'x'.repeat(5000));
    const empty = file('empty', '');
    assert.equal((await lastWords(words, log)).length, 4096);
    assert.equal(await lastWords(empty, undefined), '');
    assert.equal(await lastWords(empty, log), 'first\nhalf whole\n\nlast\n');
    assert.equal(await lastWords(empty, join(directory, 'none')), '');
    const many = file('many.log', Array.from({ length: 100 }, (_, n) => `${time(1)} stdout F ${n}\n`).join(''));
    assert.equal((await lastWords(empty, many)).split('\n')[0], '20');
  });
});
