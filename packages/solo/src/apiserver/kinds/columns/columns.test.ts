// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelsText, selectorText, threeOf } from './column.ts';
import { age, humanDuration } from './human-duration.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

const durations: readonly (readonly [number, string])[] = [
  [-5, '<invalid>'],
  [-0.5, '0s'],
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [125, '2m5s'],
  [10 * minute - 1, '9m59s'],
  [10 * minute, '10m'],
  [3 * hour - 1, '179m'],
  [3 * hour, '3h'],
  [3 * hour + 90, '3h1m'],
  [8 * hour, '8h'],
  [2 * day - 1, '47h'],
  [2 * day, '2d'],
  [2 * day + 5 * hour, '2d5h'],
  [8 * day - 1, '7d23h'],
  [8 * day, '8d'],
  [2 * year - 1, '729d'],
  [2 * year, '2y'],
  [3 * year + 12 * day, '3y12d'],
  [8 * year, '8y'],
];

for (const [seconds, text] of durations) {
  test(`${seconds} seconds are shown as ${text}`, () => assert.equal(humanDuration(seconds * 1000), text));
}

test('an age without a beginning is unknown', () => {
  const now = new Date('2026-01-02T03:04:05Z');
  assert.deepEqual([age(undefined, now), age('2026-01-02T03:00:00Z', now)], ['<unknown>', '4m5s']);
});

test('selectors are shown as kubectl takes them, by key', () => {
  const matchExpressions = [
    { key: 'tier', operator: 'In', values: ['b', 'a'] },
    { key: 'env', operator: 'NotIn', values: ['dev'] },
    { key: 'canary', operator: 'DoesNotExist' },
    { key: 'owner', operator: 'Exists' },
  ];
  const selector = { matchLabels: { app: 'web' }, matchExpressions };
  assert.equal(selectorText(selector), 'app=web,!canary,env notin (dev),owner,tier in (a,b)');
  assert.deepEqual([selectorText({}), selectorText(undefined)], ['<none>', '<none>']);
});

test('labels are shown by key', () => {
  assert.deepEqual([labelsText({ b: '1', a: '' }), labelsText(undefined)], ['a=,b=1', '<none>']);
});

test('of many things three are named', () => {
  assert.equal(threeOf(['a', 'b', 'c', 'd', 'e'], '<none>'), 'a,b,c + 2 more...');
  assert.deepEqual([threeOf(['a'], '<none>'), threeOf([], '<none>')], ['a', '<none>']);
});
