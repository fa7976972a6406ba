// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { finalStage } from './final-stage.ts';

describe('the last stage of a Containerfile', () => {
  it('is read from ours', () => {
    const stage = finalStage(readFileSync(join(import.meta.dirname, '../../images/Containerfile'), 'utf8'));
    assert.equal(stage.from, 'base');
    assert.deepEqual(stage.copies, ['programs']);
    assert.match(stage.below, /FROM scratch AS base\n/);
    assert.doesNotMatch(stage.below, /^COPY programs/m);
  });

  it('refuses what needs an image builder', () => {
    assert.throws(() => finalStage('FROM a AS b\nRUN x\nFROM b\nCOPY c/ /\nRUN chmod +x /d\n'), /not: RUN chmod/);
    assert.throws(() => finalStage('FROM a AS b\nFROM b\nCOPY --chown=1:1 c/ /\n'), /not: COPY --chown/);
  });
});
