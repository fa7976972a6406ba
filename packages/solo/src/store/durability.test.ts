// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import type { Json } from '../apiserver/kind.ts';
import { openStore } from './open-store.ts';
import { Compacted, type Store, type StoreEvent } from './store.ts';

const rounds = Number(process.env.DURABILITY_ROUNDS ?? 20);
const program = join(import.meta.dirname, '../../test/durability-writer.ts');

interface Acknowledged {
  key: string;
  revision: number;
  /** 0: removed. */
  n: number;
}

/** Lets a writer write until it has been told of so many writes, kills it, and gives all that it was told of. */
async function writeAndKill(file: string, acknowledgements: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const found: Acknowledged[] = [];
  for await (const line of createInterface(child.stdout)) {
    const [writer, revision, n] = line.split(' ');
    found.push({ key: `ns/${writer}`, revision: Number(revision), n: Number(n) });
    if (found.length === acknowledgements) child.kill('SIGKILL');
  }
  const [, signal] = await ended;
  assert.equal(signal, 'SIGKILL', 'the writer ended by itself');
  return found;
}

/** All events after a revision; undefined when they are compacted away. */
async function eventsAfter(store: Store, after: number): Promise<StoreEvent[] | undefined> {
  const found: StoreEvent[] = [];
  if (after === store.revision) return found;
  try {
    for await (const event of store.watch('/things', { after }, new AbortController().signal)) {
      found.push(event);
      if (event.revision === store.revision) break;
    }
    return found;
  } catch (error) {
    if (error instanceof Compacted) return undefined;
    throw error;
  }
}

function checkObjects(store: Store, latest: ReadonlyMap<string, Acknowledged>): void {
  for (const { key, revision, n } of latest.values()) {
    const stored = store.get('/things', key);
    if (!stored) {
      // The one write that was under way may have been its removal.
      assert.ok(n === 0 || (n + 1) % 7 === 0, `${key} is lost`);
      continue;
    }
    const object = JSON.parse(stored.json) as Json & { n: number };
    assert.ok(stored.revision >= revision, `${key} is at revision ${stored.revision}, ${revision} was acknowledged`);
    assert.equal(object.metadata?.resourceVersion, String(stored.revision));
    if (stored.revision === revision) assert.equal(object.n, n);
    assert.deepEqual(
      store.dependents(`u${key.slice(3)}-${object.n}`).map((found) => found.key),
      [key],
    );
  }
}

describe('a store whose process is killed', () => {
  it(`keeps every acknowledged write, ${rounds} times`, async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'solo-durability-'));
    t.after(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'state.db');
    const latest = new Map<string, Acknowledged>();
    let seen = 1;
    // Watches that begin now and then from where they were long ago.
    let lagging = 1;
    let writes = 0;
    let resumed = 0;
    let compacted = 0;
    for (let round = 0; round < rounds; round++) {
      const acknowledged = await writeAndKill(file, 1 + ((round * 89) % 307));
      writes += acknowledged.length;
      for (const { revision } of acknowledged)
        assert.ok(revision > seen, `revision ${revision} came again after ${seen}`);
      for (const one of acknowledged) latest.set(one.key, one);
      const store = openStore(file, { now: () => new Date() });
      checkObjects(store, latest);
      const events = await eventsAfter(store, seen);
      if (!events) compacted += 1;
      else {
        resumed += 1;
        const revisions = events.map((event) => event.revision);
        assert.deepEqual(
          revisions,
          [...new Set(revisions)].sort((a, b) => a - b),
        );
        const told = new Map(events.map((event) => [event.revision, event]));
        for (const { key, revision, n } of acknowledged) {
          const event = told.get(revision);
          assert.equal(event?.key, key, `revision ${revision} is missing`);
          assert.equal(n === 0 ? 'DELETED' : event.object.n, n === 0 ? event.type : n);
        }
      }
      if (round % 8 === 7) {
        if (await eventsAfter(store, lagging)) resumed += 1;
        else compacted += 1;
        lagging = store.revision;
      }
      seen = store.revision;
      store.close();
    }
    t.diagnostic(`${rounds} kills, ${writes} acknowledged writes, ${resumed} watches went on, ${compacted} got 410`);
    assert.ok(writes > 0 && resumed > 0);
  });
});
