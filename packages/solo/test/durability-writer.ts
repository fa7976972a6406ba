// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * Writes into a store as fast as it can until it is killed: `durability-writer.ts FILE`. Says on standard output what was
 * acknowledged, one line each: `WRITER REVISION N` (N is 0 for a removal), written so that no kill can take it back.
 */

import { writeSync } from 'node:fs';
import type { Json } from '../src/apiserver/kind.ts';
import { openStore } from '../src/store/open-store.ts';

const writers = 16;
const removesEach = 7;
// Small, so that compaction is under way when the kill comes.
const history = { maxAgeMs: 60_000, maxRevisions: 600, maxBytes: 2 ** 30 };

const store = openStore(process.argv[2] ?? '', { now: () => new Date(), history });

async function write(writer: number): Promise<void> {
  const key = `ns/${writer}`;
  for (;;) {
    const stored = store.get('/things', key);
    const old = stored && (JSON.parse(stored.json) as Json);
    const n = Number(old?.n ?? store.revision) + 1;
    const object: Json = {
      apiVersion: 'v1',
      kind: 'Thing',
      metadata: {
        namespace: 'ns',
        name: `${writer}`,
        ownerReferences: [{ apiVersion: 'v1', kind: 'O', name: 'o', uid: `u${writer}-${n}` }],
      },
      n,
      padding: 'x'.repeat((n * 97) % 3000),
    };
    const removes = old !== undefined && n % removesEach === 0;
    const { revision } = removes
      ? await store.remove('/things', key, old, stored?.revision ?? 0)
      : await store.put('/things', key, object, stored?.revision ?? 0);
    writeSync(1, `${writer} ${revision} ${removes ? 0 : n}\n`);
  }
}

for (let writer = 0; writer < writers; writer++) void write(writer);
