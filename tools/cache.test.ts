// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cached, hashOf, hashTree } from './cache.ts';

function scratch(t: { after: (f: () => void) => void }): string {
  const directory = mkdtempSync(join(tmpdir(), 'cache-test-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

describe('cache', () => {
  it('hashes parts so that they cannot run into each other', () => {
    assert.notEqual(hashOf('ab', 'c'), hashOf('a', 'bc'));
    assert.equal(hashOf('ab', 'c'), hashOf('ab', 'c'));
  });

  it('hashes a tree by names, contents and executable bits, and not by times', (t) => {
    const root = scratch(t);
    mkdirSync(join(root, 'bin'));
    const file = join(root, 'bin/program');
    writeFileSync(file, 'one');
    const first = hashTree(root);
    utimesSync(file, 1, 1);
    assert.equal(hashTree(root), first);
    chmodSync(file, 0o755);
    const executable = hashTree(root);
    assert.notEqual(executable, first);
    writeFileSync(file, 'two');
    assert.notEqual(hashTree(root), executable);
  });

  it('runs a step once for a key, and again after one that failed', (t) => {
    const root = scratch(t);
    let runs = 0;
    const build = (target: string) => {
      runs += 1;
      writeFileSync(target, 'result');
      if (runs === 1) throw new Error('the step failed');
    };
    assert.throws(() => cached('kind', 'key', build, root), /the step failed/);
    assert.deepEqual(readdirSync(root), []);
    assert.equal(readFileSync(cached('kind', 'key', build, root), 'utf8'), 'result');
    cached('kind', 'key', build, root);
    assert.equal(runs, 2);
  });

  it('keeps the two results of a kind that were used last', (t) => {
    const root = scratch(t);
    for (const [index, key] of ['a', 'b', 'c'].entries()) {
      const path = cached('kind', key, (target) => writeFileSync(target, key), root);
      utimesSync(path, index + 1, index + 1);
    }
    cached('other', 'a', (target) => writeFileSync(target, ''), root);
    assert.deepEqual(readdirSync(root).sort(), ['kind-b', 'kind-c', 'other-a']);
  });
});
