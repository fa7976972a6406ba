// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalQuantity, parseQuantity, quantityValue } from './quantity.ts';

test('quantities are read as Kubernetes reads them', () => {
  const cases: [string | number, number | undefined][] = [
    ['64M', 64e6],
    ['64Mi', 64 * 2 ** 20],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['100m', 0.1],
    ['250u', 0.00025],
    ['1e3', 1000],
    ['-1Ki', -1024],
    [2, 2],
    ['1Zi', undefined],
    ['Mi', undefined],
    ['', undefined],
    ['1 Gi', undefined],
  ];
  for (const [text, expected] of cases) assert.equal(quantityValue(text), expected, String(text));
  assert.equal(parseQuantity(undefined), undefined);
});

test('quantities are written in canonical form', () => {
  const cases: [string | number, string][] = [
    ['1024Mi', '1Gi'],
    ['1500Mi', '1500Mi'],
    ['1.5Gi', '1536Mi'],
    ['1000M', '1G'],
    ['0.1', '100m'],
    ['1.5', '1500m'],
    ['0', '0'],
    ['-64Mi', '-64Mi'],
    ['1e3', '1e3'],
    [2, '2'],
    ['512', '512'],
    ['nonsense', 'nonsense'],
  ];
  for (const [text, expected] of cases) assert.equal(canonicalQuantity(text), expected, String(text));
});
