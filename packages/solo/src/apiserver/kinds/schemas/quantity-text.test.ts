// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantityText } from './quantity-text.ts';

const canonical: readonly (readonly [string | number, string])[] = [
  ['1', '1'],
  ['1000m', '1'],
  ['0.5', '500m'],
  ['1.5Gi', '1536Mi'],
  ['1024Mi', '1Gi'],
  ['1000Mi', '1000Mi'],
  ['512Ki', '512Ki'],
  ['1000k', '1M'],
  ['1e3', '1e3'],
  ['12e3', '12e3'],
  ['1E3', '1e3'],
  ['1E', '1E'],
  ['0.1', '100m'],
  ['.5', '500m'],
  ['1.', '1'],
  ['-1', '-1'],
  ['+2', '2'],
  ['0Gi', '0'],
  ['1000000', '1M'],
  ['1500', '1500'],
  ['0.5Gi', '512Mi'],
  ['0.5Ki', '512'],
  ['0.001Ki', '1024m'],
  [2, '2'],
  [0.25, '250m'],
];

for (const [sent, kept] of canonical) {
  test(`the quantity ${JSON.stringify(sent)} is kept as ${kept}`, () => assert.equal(quantityText(sent), kept));
}

for (const text of ['', 'abc', '1 Gi', '1gi', '1KiB', '--1', '1.2.3', 'Gi']) {
  test(`${JSON.stringify(text)} is no quantity`, () => assert.equal(quantityText(text), undefined));
}
