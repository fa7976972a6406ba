// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubevirt } from '@kubevirt-ts/testkit';
import { formatDuration, parseDuration, rotationOf } from './rotation.ts';

const durations: readonly (readonly [string, number, string])[] = [
  ['168h', 604_800_000, '168h0m0s'],
  ['1h30m', 5_400_000, '1h30m0s'],
  ['90s', 90_000, '1m30s'],
  ['1.5s', 1500, '1.5s'],
  ['500ms', 500, '0.5s'],
];

for (const [text, ms, printed] of durations) {
  test(`duration ${text}`, () => {
    assert.equal(parseDuration(text), ms);
    assert.equal(formatDuration(ms), printed);
    assert.equal(parseDuration(printed), ms);
  });
}

test('what is no duration', () => {
  for (const text of ['', '5', 'h', '1h 30m', '-1h', undefined]) assert.equal(parseDuration(text), undefined);
});

test('defaults, new settings and the deprecated ones that win over them', () => {
  const hourMs = 3_600_000;
  assert.deepEqual(rotationOf(kubevirt()), {
    authority: { durationMs: 168 * hourMs, renewBeforeMs: 33.6 * hourMs },
    server: { durationMs: 24 * hourMs, renewBeforeMs: 4.8 * hourMs },
  });
  const selfSigned = { ca: { duration: '10h', renewBefore: '1h' }, server: { duration: '5h' } };
  assert.deepEqual(rotationOf(kubevirt({ spec: { certificateRotateStrategy: { selfSigned } } })), {
    authority: { durationMs: 10 * hourMs, renewBeforeMs: hourMs },
    server: { durationMs: 5 * hourMs, renewBeforeMs: hourMs },
  });
  const deprecated = { caRotateInterval: '20h', caOverlapInterval: '2h', certRotateInterval: '4h' };
  assert.deepEqual(rotationOf(kubevirt({ spec: { certificateRotateStrategy: { selfSigned: deprecated } } })), {
    authority: { durationMs: 20 * hourMs, renewBeforeMs: 2 * hourMs },
    server: { durationMs: 4 * hourMs, renewBeforeMs: 0.8 * hourMs },
  });
});
