// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Exits } from './exits.ts';

const directory = mkdtempSync(join(tmpdir(), 'exits-'));
const exitFiles = join(directory, 'exits');
mkdirSync(exitFiles);
const opened: Exits[] = [];
after(() => {
  for (const exits of opened) exits.close();
  rmSync(directory, { recursive: true });
});
async function open(): Promise<Exits> {
  const exits = await Exits.open(exitFiles, (id) => join(directory, id));
  opened.push(exits);
  return exits;
}
/** As conmon does it. */
function end(id: string, code: number): void {
  writeFileSync(join(exitFiles, `${id}.X1`), String(code));
  renameSync(join(exitFiles, `${id}.X1`), join(exitFiles, id));
}

describe('ends of containers', () => {
  it('that came before are known', async () => {
    end('a1', 3);
    mkdirSync(join(directory, 'a2'));
    writeFileSync(join(directory, 'a2', 'oom'), '');
    end('a2', 137);
    const exits = await open();
    assert.partialDeepStrictEqual(exits.get('a1'), { exitCode: 3, outOfMemory: false });
    assert.partialDeepStrictEqual(exits.get('a2'), { exitCode: 137, outOfMemory: true });
    assert.equal(exits.get('a3'), undefined);
    assert.equal(await exits.ended('a1', 0), true);
    assert.equal(await exits.ended('a3', 0), false);
  });

  it('are told of, also when they were read already', async () => {
    const exits = await open();
    const told: string[] = [];
    const stop = exits.onExit((id) => told.push(id));
    end('b1', 0);
    assert.equal(exits.get('b1')?.exitCode, 0);
    await exits.lookAgain();
    await exits.lookAgain();
    assert.deepEqual(told, ['b1']);
    const waited = exits.ended('b2', 60_000);
    end('b2', 1);
    assert.equal(await waited, true);
    stop();
  });

  it('are forgotten with their container', async () => {
    const exits = await open();
    end('c1', 0);
    await exits.lookAgain();
    await exits.forget('c1');
    assert.equal(exits.get('c1'), undefined);
  });
});
