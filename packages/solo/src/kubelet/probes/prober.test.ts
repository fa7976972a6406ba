// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '@kubevirt-ts/testkit';
import type { ProbeAnswer } from './answer.ts';
import { type Probed, prober } from './prober.ts';
import { counted } from './threshold.ts';

test('only as many answers in a row as a threshold says change what holds', () => {
  const run = (answers: boolean[]) =>
    answers.reduce((count, ok) => counted(count, ok, { successThreshold: 2, failureThreshold: 3 }), {
      inARow: 0,
    } as ReturnType<typeof counted>);
  assert.equal(run([true]).result, undefined);
  assert.equal(run([true, true]).result, true);
  assert.equal(run([true, true, false, false]).result, true);
  assert.equal(run([true, true, false, false, false]).result, false);
  assert.equal(run([true, true, false, false, false, true, false]).result, false);
});

test('nothing else is asked before the startup probe is passed, and that not again', async (t) => {
  const asked: string[] = [];
  const answers: Record<string, ProbeAnswer> = { startup: { ok: false, message: 'not yet' } };
  const turns: (() => void)[] = [];
  const told: string[] = [];
  const probe = (name: string) => ({ exec: { command: [name] }, failureThreshold: 100 });
  const watched = prober({
    now: () => new Date(0),
    delay: (ms, signal) =>
      ms === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            signal.addEventListener('abort', () => resolve(), { once: true });
            turns.push(resolve);
          }),
    changed: () => undefined,
    unhealthy: (_, kind) => void told.push(kind),
  });
  t.after(() => watched.stop());
  const probed: Probed = {
    id: 'c1',
    container: {
      name: 'c',
      startupProbe: probe('startup'),
      livenessProbe: probe('liveness'),
      readinessProbe: probe('readiness'),
    },
    startedAt: new Date(0),
    known: {},
    isEnding: false,
    async ask({ exec }) {
      const name = exec?.command?.[0] ?? '';
      asked.push(name);
      return answers[name] ?? { ok: true, message: '' };
    },
  };
  watched.watch(probed);
  await eventually(() => turns.length === 1);
  assert.deepEqual([asked, told], [['startup'], ['startup']]);
  answers.startup = { ok: true, message: '' };
  turns.shift()?.();
  await eventually(() => watched.state('c1').liveness && watched.state('c1').readiness);
  assert.deepEqual(asked, ['startup', 'startup', 'readiness', 'liveness']);
  assert.equal(watched.state('c1').startup, true);
  watched.forget('c1');
  assert.deepEqual(watched.state('c1'), {});
});
