// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '@kubevirt-ts/kube';
import { goldenCases } from '@kubevirt-ts/testkit';
import { stringify } from 'yaml';
import { holds, isAsDesired, surplus } from './compare.ts';

// Live objects as a Kubernetes 1.20 server gave them after `kubectl set env`, `kubectl patch` and its own controllers.
goldenCases(
  new URL('./golden/', import.meta.url),
  'yaml',
  ({ live, desired }: { live: KubeObject; desired: KubeObject }) =>
    stringify({ asDesired: isAsDesired(live, desired), surplus: surplus(live, desired) }),
);

const cases: readonly (readonly [string, unknown, unknown, boolean])[] = [
  ['a default that nobody asked for', { a: 1, b: 2 }, { a: 1 }, true],
  ['another value', { a: 1 }, { a: 2 }, false],
  ['a missing value', {}, { a: 1 }, false],
  ['an empty value is as good as none', {}, { a: '', b: false, c: [], d: {}, e: undefined, f: 0 }, true],
  ['a list is desired as a whole', { a: [1, 2] }, { a: [1] }, false],
  ['defaults within items', { a: [{ b: 1, c: 2 }] }, { a: [{ b: 1 }] }, true],
  ['false where true is', { a: true }, { a: false }, false],
];

for (const [what, live, desired, expected] of cases)
  test(`holds: ${what}`, () => assert.equal(holds(live, desired), expected));
